package io.bactrian.coordinator.kafka;

import io.bactrian.coordinator.CoordinatorApplication;
import io.bactrian.coordinator.delivery.RunningEngine;
import io.bactrian.coordinator.delivery.Transport;
import io.bactrian.coordinator.engine.Enrolment;
import io.bactrian.coordinator.ledger.EventKind;
import io.bactrian.coordinator.ledger.Ledger;
import io.bactrian.coordinator.running.Client;
import io.bactrian.coordinator.saga.Links;
import io.bactrian.coordinator.saga.OrderPolicy;
import io.bactrian.coordinator.saga.Participant;
import io.bactrian.coordinator.saga.SagaStatus;
import io.bactrian.coordinator.saga.Terms;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/** A whole coordinator that speaks Kafka, on a free port and a ledger of the test's. */
final class Node implements AutoCloseable {

    private final ConfigurableApplicationContext context;
    private final Client client;
    private volatile boolean ledgerIsAway;
    private final AtomicInteger knocks = new AtomicInteger();

    Node(String ledger, String replyTopic, String... properties) {
        this(ledger, replyTopic, transport -> transport, properties);
    }

    Node(String ledger, String replyTopic, UnaryOperator<Transport> wrapping, String... properties) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--server.shutdown=immediate",
                "--spring.datasource.url=" + ledger,
                "--spring.kafka.bootstrap-servers=" + TestBroker.address(),
                "--bactrian.kafka.enabled=true",
                "--bactrian.kafka.reply-topic=" + replyTopic,
                "--bactrian.kafka.group=" + replyTopic,
                "--bactrian.poll-interval=50ms",
                "--bactrian.retry.initial=50ms",
                "--bactrian.retry.max=200ms",
                "--bactrian.retry.attempts=1000"));
        for (String property : properties) {
            arguments.add("--" + property);
        }
        context = new SpringApplicationBuilder(CoordinatorApplication.class)
                .initializers(starting -> ((GenericApplicationContext) starting)
                        .registerBean(Wrapping.class, () -> new Wrapping(wrapping, this)))
                .run(arguments.toArray(String[]::new));
        client = new Client(Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port")));
    }

    /** Puts the test's part before the transport, and a switch before the ledger. */
    private record Wrapping(UnaryOperator<Transport> wrapping, Node node) implements BeanPostProcessor {

        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
            if (bean instanceof Transport transport) {
                return wrapping.apply(transport);
            }
            return bean instanceof DataSource database ? node.switched(database) : bean;
        }
    }

    private DataSource switched(DataSource database) {
        return (DataSource) Proxy.newProxyInstance(
                Node.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getConnection") && ledgerIsAway) {
                        if (Thread.currentThread().getName().startsWith("bactrian-replies")) {
                            knocks.incrementAndGet();
                        }
                        throw new SQLException("the test keeps the ledger away");
                    }
                    try {
                        return method.invoke(database, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    void keepLedgerAway(boolean away) {
        ledgerIsAway = away;
    }

    /** How often the consumer of answers asked for the ledger in vain. */
    int knocks() {
        return knocks.get();
    }

    Client client() {
        return client;
    }

    RunningEngine engine() {
        return context.getBean(RunningEngine.class);
    }

    /** A new saga's uid. */
    String saga(String name) {
        return client.start(name, name);
    }

    /** The participant's id. */
    String join(String saga, String step, String link) {
        String id = client.join(saga, step, link);
        if (engine().ledger().participants(saga).stream().noneMatch(p -> p.id().equals(id))) {
            throw new IllegalStateException("join was refused: " + id);
        }
        return id;
    }

    /** A new saga's uid, started without a request. */
    String begin() {
        return engine().enrolment()
                .start(new Enrolment.Start(
                        client::lraId, "", null, null, null, null, OrderPolicy.BEST_EFFORT, null, null))
                .requireSaga()
                .id();
    }

    /** The participant's id, joined without a request. */
    String enlist(String saga, String step, Links links) {
        Terms terms = new Terms(links, step, null, null, false, null);
        return engine().enrolment()
                .join(saga, new Enrolment.Join(terms, null, null, null))
                .requireParticipant()
                .id();
    }

    Participant participant(String saga, String id) {
        return engine().ledger().participants(saga).stream()
                .filter(p -> p.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    SagaStatus status(String saga) {
        Ledger ledger = engine().ledger();
        return ledger.find(saga).orElseThrow().status();
    }

    List<String> timeline(String saga) {
        return jdbc().queryForList("SELECT kind FROM saga_event WHERE saga_id = ? ORDER BY id", String.class, saga);
    }

    List<String> details(String saga, EventKind kind) {
        return jdbc().queryForList(
                        "SELECT detail FROM saga_event WHERE saga_id = ? AND kind = ? ORDER BY id",
                        String.class,
                        saga,
                        kind.name());
    }

    List<Map<String, Object>> query(String sql) {
        return jdbc().queryForList(sql);
    }

    private JdbcTemplate jdbc() {
        return new JdbcTemplate(context.getBean(DataSource.class));
    }

    /** Answers that this node took and that came to {@code result}. */
    double replies(String result) {
        return context
                .getBean(MeterRegistry.class)
                .find("bactrian.kafka.replies")
                .tag("result", result)
                .counters()
                .stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    /** From now on answers reach other nodes only. */
    void stopReading() {
        context.getBean(ReplyConsumer.class).stop();
    }

    /** Ends as a killed process does: nothing is released, nothing said goodbye to. */
    void kill() {
        engine().abandon();
        stopReading();
        keepLedgerAway(true);
        context.close();
    }

    @Override
    public void close() {
        engine().abandon();
        context.close();
    }
}
