package io.bactrian.evidence;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** A Camel application on Spring Boot, with the saga service of one engine. */
final class CamelApp implements AutoCloseable {

    private static final String STOCK = "org.apache.camel.service.lra.springboot.LraServiceAutoConfiguration";
    private static final String OURS = "io.bactrian.starter.autoconfigure.BactrianAutoConfiguration";

    private final ConfigurableApplicationContext context;
    private final int port;
    private final ProducerTemplate template;

    private CamelApp(ConfigurableApplicationContext context, int port) {
        this.context = context;
        this.port = port;
        this.template = camel().createProducerTemplate();
    }

    static CamelApp start(Engine engine, String coordinatorRoot, String... properties) {
        return start(engine, Coordinator.freePort(), coordinatorRoot, List.of(), properties);
    }

    /** @param beans what it starts with, routes above all */
    static CamelApp start(Engine engine, int port, String coordinatorRoot, List<?> beans, String... properties) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("spring.autoconfigure.exclude", engine == Engine.STOCK ? OURS : STOCK);
        settings.put("server.port", port);
        settings.put("server.address", "127.0.0.1");
        settings.put("server.shutdown", "immediate");
        settings.put("spring.application.name", "evidence-" + port);
        settings.put("spring.main.banner-mode", "off");
        settings.put("spring.jmx.enabled", false);
        settings.put("camel.rest.component", "platform-http");
        settings.put("camel.rest.inline-routes", false);
        settings.put("camel.main.shutdown-timeout", 1);
        settings.put("camel.lra.enabled", true);
        settings.put("camel.lra.coordinator-url", coordinatorRoot);
        settings.put("camel.lra.local-participant-url", "http://localhost:" + port);
        List.of(properties)
                .forEach(property -> settings.put(
                        property.substring(0, property.indexOf('=')), property.substring(property.indexOf('=') + 1)));
        ConfigurableApplicationContext context = new SpringApplicationBuilder(App.class)
                .registerShutdownHook(false)
                .initializers(starting -> beans.forEach(bean -> register((GenericApplicationContext) starting, bean)))
                .properties(settings)
                .run();
        return new CamelApp(context, port);
    }

    @SuppressWarnings("unchecked")
    private static <T> void register(GenericApplicationContext starting, T bean) {
        starting.registerBean((Class<T>) bean.getClass(), () -> bean);
    }

    String url() {
        return "http://localhost:" + port;
    }

    int port() {
        return port;
    }

    CamelContext camel() {
        return context.getBean(CamelContext.class);
    }

    /** Adds a row's routes. */
    CamelApp with(RouteBuilder routes) {
        try {
            camel().addRoutes(routes);
        } catch (Exception e) {
            throw new IllegalStateException("the routes of a scenario must be good on both engines", e);
        }
        return this;
    }

    /** Sends into a route; returns the exchange as it came out. */
    Exchange send(String endpoint, Map<String, Object> headers) {
        return template.request(endpoint, exchange -> exchange.getIn().setHeaders(new HashMap<>(headers)));
    }

    Exchange send(String endpoint) {
        return send(endpoint, Map.of());
    }

    /** What an exchange ended with, without Camel's wrapper. */
    static @Nullable Throwable failure(Exchange exchange) {
        Throwable failure = exchange.getException();
        return failure instanceof CamelExecutionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    @Override
    public void close() {
        context.close();
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class App {}
}
