package io.bactrian.participants.events;

import io.bactrian.participants.events.testing.SharedBroker;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** An application that publishes and handles events; several of them on one database are its instances. */
final class Shop implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    private Shop(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** @param properties those of its database, and what else is to be otherwise */
    static Shop open(Map<String, String> properties, String topic) {
        Map<String, Object> all = new HashMap<>();
        all.put("spring.application.name", "shop");
        all.put("spring.main.banner-mode", "off");
        all.put("spring.flyway.locations", "classpath:db/events");
        all.put("spring.datasource.hikari.allow-pool-suspension", "true");
        all.put("camel.component.kafka.brokers", SharedBroker.get().bootstrapServers());
        all.put("camel.springboot.shutdown-timeout", "5");
        all.put("camel.main.run-controller", "false");
        all.put("bactrian.events.send-timeout", "10s");
        all.put("bactrian.events.retry.attempts", "4");
        all.put("bactrian.events.retry.initial", "5ms");
        all.put("bactrian.events.retry.max", "20ms");
        all.put("bactrian.events.retry.patience", "50ms");
        all.put("shop.topic", topic);
        all.putAll(properties);
        String[] arguments = all.entrySet().stream()
                .map(e -> "--%s=%s".formatted(e.getKey(), e.getValue()))
                .toArray(String[]::new);
        return new Shop(new SpringApplicationBuilder(Application.class).run(arguments));
    }

    /** Publishes in a transaction of its own. */
    void publish(String topic, NewEvent event) {
        inTransaction(() -> bean(Outbox.class).publish(topic, event));
    }

    void inTransaction(Runnable work) {
        new TransactionTemplate(bean(PlatformTransactionManager.class)).executeWithoutResult(status -> work.run());
    }

    /** Beside the one that runs, on a connection of its own. */
    void inNewTransaction(Runnable work) {
        TransactionTemplate beside = new TransactionTemplate(bean(PlatformTransactionManager.class));
        beside.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        beside.executeWithoutResult(status -> work.run());
    }

    /** As if the process had no time left to publish anything. */
    void stopPublishing() throws Exception {
        bean(CamelContext.class).getRouteController().stopRoute("publish-outbox");
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    @Override
    public void close() {
        context.close();
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Tally tally(JdbcClient jdbc, PlatformTransactionManager transactions) {
            return new Tally(jdbc, transactions);
        }

        @Bean
        RouteBuilder routes() {
            return new Routes();
        }
    }

    private static final class Routes extends RouteBuilder {

        // spotless:off
        @Override
        public void configure() {
            from("kafka:{{shop.topic}}?groupId={{shop.topic}}").routeId("tally")
                .onException(Exception.class).handled(true).end()       // has no part in it
                .policy("once-per-event")
                    .choice()
                        .when(simple("${body.type} == 'FailsInside'")).to("direct:inside")
                        .otherwise().bean(Tally.class, "write")
                    .end()
                .end();

            from("direct:inside").routeId("inside")
                .onException(Exception.class).handled(true).setBody(constant("told somebody")).end()
                .bean(Tally.class, "write")
                .throwException(new IllegalArgumentException("not inside"));
        }
        // spotless:on
    }

    static String newId() {
        return UUID.randomUUID().toString();
    }
}
