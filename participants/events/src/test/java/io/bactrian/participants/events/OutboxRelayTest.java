package io.bactrian.participants.events;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** What the outbox's oldest entry is held by while a broker takes its time. */
class OutboxRelayTest {

    private static final Duration OFTEN = Duration.ofMillis(10);

    private final DriverManagerDataSource database =
            new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
    private final ObjectMapper json = new ObjectMapper();
    private final OutboxStore store = new OutboxStore(database, json);
    private final TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(database));
    private final TransactionTemplate beside = new TransactionTemplate(transaction.getTransactionManager());
    private final ConfigurableApplicationContext application = new SpringApplicationBuilder(Application.class)
            .properties(
                    "bactrian.events.enabled=false", "camel.main.run-controller=false", "spring.flyway.enabled=false")
            .run();
    private final CamelContext camel = application.getBean(CamelContext.class);
    private final AtomicReference<OutboxRelay> relay = new AtomicReference<>();
    private final Outbox outbox = new Outbox(store, json, Clock.systemUTC(), "shop", this::tellTheRelay);
    private final SlowBroker broker = new SlowBroker();

    OutboxRelayTest() {
        beside.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        Flyway.configure().dataSource(database).locations("db/events").load().migrate();
        camel.removeComponent("kafka");
        camel.addComponent("kafka", broker);
        for (String topic : List.of("first", "second")) {
            publish(topic);
        }
    }

    private void publish(String topic) {
        transaction.executeWithoutResult(status -> outbox.publish(topic, "key", NewEvent.first("Sold", "f")));
    }

    @AfterEach
    void stop() {
        broker.taken.release(100);
        application.close();
    }

    @Test
    void aRelayThatIsAloneHoldsNothingWhileItSends() throws Exception {
        start(true, OFTEN);

        broker.awaitAsked(1);
        transaction.executeWithoutResult(status -> {
            status.setRollbackOnly();
            assertThat(store.take()).isPresent();
        });
        sendsBothInTheirOrder();
    }

    @Test
    void aRelayThatMayHaveAnotherBesideItKeepsItsEntry() throws Exception {
        start(false, OFTEN);

        broker.awaitAsked(1);
        assertThatThrownBy(() -> transaction.execute(status -> store.take()))
                .isInstanceOf(PessimisticLockingFailureException.class);
        sendsBothInTheirOrder();
    }

    @Test
    void aRelayThatIsAloneKeepsWhatWasNotSent() throws Exception {
        broker.refusals.release(2);
        start(true, OFTEN);

        broker.awaitAsked(1);
        sendsBothInTheirOrder();
    }

    /** It got its number before the other one did, and was committed after that one had been read. */
    @Test
    void aRelayThatIsAloneLosesNothingThatIsCommittedLate() throws Exception {
        broker.taken.release(2);
        start(true, OFTEN);
        await().atMost(Duration.ofSeconds(60)).until(() -> outbox.waiting() == 0);

        transaction.executeWithoutResult(status -> {
            outbox.publish("late", "key", NewEvent.first("Sold", "f"));
            beside.executeWithoutResult(s -> outbox.publish("other", "key", NewEvent.first("Sold", "f")));
            broker.awaitAsked(3);
        });
        broker.taken.release(100);

        await().atMost(Duration.ofSeconds(60)).until(() -> outbox.waiting() == 0);
        assertThat(broker.topics).containsExactly("first", "second", "other", "late");
    }

    @Test
    void sendsAtOnceWhatIsCommittedHere() throws Exception {
        broker.taken.release(100);
        start(true, Duration.ofDays(1));
        await().atMost(Duration.ofSeconds(60)).until(() -> outbox.waiting() == 0); // its first look

        publish("third");

        await().atMost(Duration.ofSeconds(60)).until(() -> outbox.waiting() == 0);
        assertThat(broker.topics).containsExactly("first", "second", "third");
    }

    @Test
    void sendsNothingWhileItsRouteIsStopped() throws Exception {
        broker.taken.release(100);
        start(true, OFTEN);
        await().atMost(Duration.ofSeconds(60)).until(() -> outbox.waiting() == 0);
        camel.getRouteController().stopRoute("publish-outbox");

        publish("third");
        awaitWokenAndAtRest();
        assertThat(outbox.waiting()).isEqualTo(1);
        camel.getRouteController().startRoute("publish-outbox");

        await().atMost(Duration.ofSeconds(60)).until(() -> outbox.waiting() == 0);
    }

    /** The thread that a commit has woken waits for the next one. */
    private static void awaitWokenAndAtRest() {
        await().atMost(Duration.ofSeconds(60)).until(() -> Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().endsWith(" - outbox"))
                .flatMap(thread -> Arrays.stream(thread.getValue()))
                .anyMatch(frame -> frame.getMethodName().equals("getTask")));
    }

    private void sendsBothInTheirOrder() {
        broker.taken.release(100);
        await().atMost(Duration.ofSeconds(60)).until(() -> outbox.waiting() == 0);
        assertThat(broker.topics).containsExactly("first", "second");
    }

    private void tellTheRelay() {
        if (relay.get() != null) {
            relay.get().published();
        }
    }

    private void start(boolean alone, Duration period) throws Exception {
        KafkaSender sender = new KafkaSender(camel, Duration.ofSeconds(10));
        relay.set(new OutboxRelay(store, sender, transaction, period, alone));
        camel.addRoutes(relay.get());
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {}

    /** Takes a record when it is let, and refuses some before. */
    private static final class SlowBroker extends KafkaComponent {

        final Semaphore taken = new Semaphore(0);
        final Semaphore refusals = new Semaphore(0);
        final List<String> topics = new CopyOnWriteArrayList<>();
        private final Semaphore asked = new Semaphore(0);

        void awaitAsked(int times) {
            await().atMost(Duration.ofSeconds(60)).until(() -> asked.tryAcquire(times));
        }

        private void take(Exchange exchange) throws InterruptedException {
            asked.release();
            if (refusals.tryAcquire()) {
                throw new IllegalStateException("not now");
            }
            if (!taken.tryAcquire(60, SECONDS)) {
                throw new IllegalStateException("never let");
            }
            topics.add(exchange.getMessage().getHeader(KafkaConstants.OVERRIDE_TOPIC, String.class));
        }

        @Override
        protected KafkaEndpoint createEndpoint(String uri, String topic, Map<String, Object> parameters) {
            parameters.clear();
            return new KafkaEndpoint(uri, this) {
                @Override
                public Producer createProducer() {
                    return new DefaultProducer(this) {
                        @Override
                        public void process(Exchange exchange) throws Exception {
                            take(exchange);
                        }
                    };
                }
            };
        }
    }
}
