package io.bactrian.participants.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.bactrian.participants.events.testing.SharedBroker;
import io.bactrian.participants.events.testing.Topic;
import io.bactrian.participants.events.testing.Topic.Line;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;

/** What is published gets there and what comes is handled once, on every database, with a real broker. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class EventsContract {

    private final Topic inbox = Topic.unique("inbox");
    private final Topic aside = new Topic(inbox.name() + ".dead-letter");
    Shop shop;

    /** The properties of a database of that name, which is empty when it is first named. */
    abstract Map<String, String> database(String name);

    @BeforeAll
    void open() {
        // a pool that is suspended refuses instead of waiting
        System.setProperty("com.zaxxer.hikari.throwIfSuspended", "true");
        SharedBroker.get().start();
        shop = Shop.open(database("events"), inbox.name());
    }

    @AfterAll
    void close() {
        shop.close();
    }

    @Test
    void publishesWhatWasCommittedAndNothingElse() {
        Topic topic = Topic.unique("committed");
        assertThatThrownBy(() -> shop.inTransaction(() -> {
                    shop.bean(Outbox.class).publish(topic.name(), NewEvent.first("TakenBack", "f-1"));
                    throw new IllegalStateException("rolled back");
                }))
                .hasMessage("rolled back");
        shop.publish(topic.name(), NewEvent.first("Committed", "f-1").with("amount", 12));

        List<Line> found = topic.read(1);
        assertThat(found).hasSize(1);
        Line line = found.get(0);
        assertThat(line.key()).isEqualTo("f-1");
        assertThat(line.value()).isEqualTo("{\"amount\":12}");
        assertThat(line.headers())
                .containsEntry("ce_type", "Committed")
                .containsEntry("ce_source", "shop")
                .containsEntry("ce_specversion", "1.0")
                .containsEntry("correlation_id", "f-1")
                .containsEntry("content-type", "application/json")
                .containsKeys("ce_id", "ce_time")
                .doesNotContainKey("causation_id");
    }

    @Test
    void tellsWhatCausedAnEvent() {
        Topic topic = Topic.unique("caused");
        shop.publish(topic.name(), NewEvent.first("Cause", "f-2"));
        Line first = topic.read(1).get(0);
        Event cause = new Event(first.header("ce_id"), "Cause", "shop", java.time.Instant.EPOCH, "f-2", null, null);
        shop.publish(topic.name(), NewEvent.causedBy(cause, "Effect"));

        Line second = topic.read(2).get(1);
        assertThat(second.headers())
                .containsEntry("correlation_id", "f-2")
                .containsEntry("causation_id", first.header("ce_id"));
        assertThat(second.header("ce_id")).isNotEqualTo(first.header("ce_id"));
    }

    @Test
    void keepsTheOrderOfEachKeyWithSeveralInstances() throws Exception {
        Topic topic = Topic.unique("ordered");
        int keys = 5;
        int perKey = 40;
        JdbcClient jdbc = shop.bean(JdbcClient.class);
        jdbc.sql("create table if not exists numbered (name varchar(10) primary key, n integer not null)")
                .update();
        IntStream.range(0, keys).forEach(key -> jdbc.sql("insert into numbered (name, n) values (:name, 0)")
                .param("name", "k" + key)
                .update());

        try (Shop second = Shop.open(database("events"), Topic.unique("other").name())) {
            List<Callable<Void>> publishers = new ArrayList<>();
            for (Shop instance : List.of(shop, second)) {
                for (int key = 0; key < keys; key++) {
                    String name = "k" + key;
                    publishers.add(() -> {
                        for (int i = 0; i < perKey / 2; i++) {
                            publishNext(instance, topic, name);
                        }
                        return null;
                    });
                }
            }
            ExecutorService threads = Executors.newFixedThreadPool(4);
            try {
                for (Future<Void> published : threads.invokeAll(publishers)) {
                    published.get();
                }
            } finally {
                threads.shutdown();
            }
            List<Line> found = topic.read(keys * perKey);
            for (int key = 0; key < keys; key++) {
                String name = "k" + key;
                Set<Integer> numbers = new LinkedHashSet<>();
                found.stream()
                        .filter(line -> line.key().equals(name))
                        .forEach(line ->
                                numbers.add(Integer.parseInt(line.value().replaceAll("\\D", ""))));
                assertThat(numbers)
                        .as("first sights of %s", name)
                        .containsExactlyElementsOf(
                                IntStream.rangeClosed(1, perKey).boxed().toList());
            }
        }
    }

    private static void publishNext(Shop instance, Topic topic, String name) {
        JdbcClient jdbc = instance.bean(JdbcClient.class);
        instance.inTransaction(() -> {
            int next = jdbc.sql("select n from numbered where name = :name for update")
                            .param("name", name)
                            .query(Integer.class)
                            .single()
                    + 1;
            jdbc.sql("update numbered set n = :n where name = :name")
                    .param("n", next)
                    .param("name", name)
                    .update();
            instance.bean(Outbox.class)
                    .publish(topic.name(), NewEvent.first("Numbered", name).with("n", next));
        });
    }

    @Test
    void publishesAfterwardsWhatAnInstanceLeftBehind() throws Exception {
        Topic topic = Topic.unique("left-behind");
        Map<String, String> other = database("left_behind");
        try (Shop dying = Shop.open(other, Topic.unique("other").name())) {
            dying.stopPublishing();
            dying.publish(topic.name(), NewEvent.first("LeftBehind", "f-3"));
            assertThat(dying.bean(Outbox.class).waiting()).isOne();
        }
        try (Shop next = Shop.open(other, Topic.unique("other").name())) {
            assertThat(topic.read(1)).extracting(line -> line.header("ce_type")).containsExactly("LeftBehind");
            await().atMost(Duration.ofSeconds(90))
                    .until(() -> next.bean(Outbox.class).waiting() == 0);
        }
    }

    @Test
    void tellsASecondRelayThatTheFirstIsAtIt() throws Exception {
        try (Shop shop = Shop.open(database("turns"), Topic.unique("other").name())) {
            shop.stopPublishing();
            shop.publish(Topic.unique("turns").name(), NewEvent.first("First", "f-5"));
            shop.publish(Topic.unique("turns").name(), NewEvent.first("Second", "f-5"));
            OutboxStore store = shop.bean(OutboxStore.class);
            shop.inTransaction(() -> {
                assertThat(store.take()).isPresent();
                assertThatThrownBy(() -> shop.inNewTransaction(store::take))
                        .isInstanceOf(PessimisticLockingFailureException.class);
            });
            assertThat(shop.bean(Outbox.class).waiting()).isOne();
        }
    }

    @Test
    void handlesAnEventOnceHoweverOftenItComes() {
        String id = Shop.newId();
        for (int i = 0; i < 5; i++) {
            inbox.send("k", Topic.event(id, "Counted"), "{\"note\":\"once\"}");
        }
        String last = Shop.newId();
        inbox.send("k", Topic.event(last, "Counted"), "{\"note\":\"last\"}");

        await().atMost(Duration.ofSeconds(90)).until(() -> notes(last).size() == 1);
        assertThat(notes(id)).containsExactly("once");
        assertThat(shop.bean(Tally.class).attempts(id)).isOne();
    }

    @Test
    void readsAllDigitsOfANumber() {
        String id = Shop.newId();
        inbox.send("k", Topic.event(id, "Rated"), "{\"rate\":12345678901234567.89}");

        await().atMost(Duration.ofSeconds(90)).until(() -> !notes(id).isEmpty());
        assertThat(notes(id)).containsExactly("12345678901234567.89");
    }

    @Test
    void handlesAgainWhatHasTheSameIdFromAnotherSource() {
        String id = Shop.newId();
        Map<String, String> other = Topic.event(id, "Counted");
        other.put("ce_source", "another");
        inbox.send("k", Topic.event(id, "Counted"), "{\"note\":\"one\"}");
        inbox.send("k", other, "{\"note\":\"two\"}");

        await().atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> assertThat(notes(id)).containsExactly("one", "two"));
    }

    @Test
    void triesAFailingEventAgainWithNothingLeftOfTheFailedTries() {
        String id = Shop.newId();
        inbox.send("k", Topic.event(id, "FailsTwice"), "{\"note\":\"third time\"}");

        await().atMost(Duration.ofSeconds(90)).until(() -> !notes(id).isEmpty());
        assertThat(notes(id)).containsExactly("third time");
        assertThat(shop.bean(Tally.class).attempts(id)).isEqualTo(3);
    }

    @Test
    void putsAnEventAsideAfterTheLastAttemptAndGoesOn() {
        String failing = Shop.newId();
        String next = Shop.newId();
        inbox.send("same key", Topic.event(failing, "FailsAlways"), "{\"note\":\"never\"}");
        inbox.send("same key", Topic.event(next, "Counted"), "{\"note\":\"next\"}");

        await().atMost(Duration.ofSeconds(90)).until(() -> !notes(next).isEmpty());
        Line dead = deadLetter(failing);
        assertThat(notes(failing)).isEmpty();
        assertThat(dead.key()).isEqualTo("same key");
        assertThat(dead.value()).isEqualTo("{\"note\":\"never\"}");
        assertThat(dead.headers())
                .containsEntry("ce_type", "FailsAlways")
                .containsEntry("dead_letter_consumer", "tally")
                .containsEntry("dead_letter_attempts", "4")
                .containsEntry("dead_letter_topic", inbox.name())
                .containsKeys("dead_letter_time", "dead_letter_partition", "dead_letter_offset");
        assertThat(dead.header("dead_letter_reason")).contains("the tally is full");
    }

    @Test
    void putsAsideAnEventThatIsTooMuchForTheDatabase() {
        String failing = Shop.newId();
        inbox.send("k", Topic.event(failing, "FailsAtALimit"), "{\"note\":\"never\"}");

        assertThat(deadLetter(failing).header("dead_letter_attempts")).isEqualTo("4");
        assertThat(notes(failing)).isEmpty();
    }

    @Test
    void seesAFailureThatARouteInsideHasHandled() {
        String id = Shop.newId();
        inbox.send("k", Topic.event(id, "FailsInside"), "{\"note\":\"half\"}");

        assertThat(deadLetter(id).header("dead_letter_reason")).contains("not inside");
        assertThat(notes(id)).isEmpty();
    }

    /** A part of the block has rolled back and said so to the transaction only: no commit will ever succeed. */
    @Test
    void putsAsideAnEventWhoseTransactionCannotBeCommitted() {
        String failing = Shop.newId();
        inbox.send("k", Topic.event(failing, "FailsUnseen"), "{\"note\":\"never\"}");

        assertThat(deadLetter(failing).header("dead_letter_reason")).startsWith("UnexpectedRollbackException");
        assertThat(shop.bean(Tally.class).attempts(failing)).isEqualTo(4);
        assertThat(notes(failing)).isEmpty();
    }

    @Test
    void putsAsideAtOnceWhatCannotBeRead() {
        String noText = Shop.newId();
        String badPart = Shop.newId();
        String noJson = Shop.newId();
        String noObject = Shop.newId();
        String next = Shop.newId();
        byte[] garbage = {(byte) 0xff, 0, (byte) 0x80, 7};
        inbox.send(List.of(
                new Line("poison", Map.of("who", "knows"), garbage),
                new Line("poison", Topic.event(noJson, "Counted"), garbage),
                new Line("poison", Topic.event(noObject, "Counted"), "[1]".getBytes(StandardCharsets.UTF_8)),
                new Line("poison", Topic.event(noText, "Counted"), "{\"note\":7}".getBytes(StandardCharsets.UTF_8)),
                new Line(
                        "poison",
                        Topic.event(badPart, "HasBadPart"),
                        "{\"note\":\"x\"}".getBytes(StandardCharsets.UTF_8)),
                new Line(
                        "poison",
                        Topic.event(next, "Counted"),
                        "{\"note\":\"next\"}".getBytes(StandardCharsets.UTF_8))));

        await().atMost(Duration.ofSeconds(90)).until(() -> !notes(next).isEmpty());
        assertThat(deadLetter(noText))
                .satisfies(dead -> assertThat(dead.headers()).containsEntry("dead_letter_attempts", "1"))
                .satisfies(dead -> assertThat(dead.header("dead_letter_reason"))
                        .contains("note of Counted " + noText + " must be a text, was 7"));
        assertThat(deadLetter(badPart).headers()).containsEntry("dead_letter_attempts", "1");
        assertThat(deadLetter(noObject).header("dead_letter_reason"))
                .isEqualTo("UnreadableEventException value must be a JSON object, was ARRAY");
        assertThat(deadLetter(noJson).bytes()).isEqualTo(garbage);
        Line stranger = aside.readUntil(lines -> lines.stream().anyMatch(EventsContract::isStranger)).stream()
                .filter(EventsContract::isStranger)
                .findFirst()
                .orElseThrow();
        assertThat(stranger.bytes()).isEqualTo(garbage);
        assertThat(stranger.header("dead_letter_reason")).isEqualTo("UnreadableEventException header ce_id is missing");
        assertThat(notes(noText)).isEmpty();
        assertThat(notes(badPart)).isEmpty();
    }

    private static boolean isStranger(Line line) {
        return line.header("who").equals("knows");
    }

    @Test
    void handlesADeadLetterThatIsSentBack() {
        String id = Shop.newId();
        inbox.send("k", Topic.event(id, "Counted"), "{\"note\":7}");
        Line dead = deadLetter(id);
        inbox.send(List.of(
                new Line(dead.key(), dead.headers(), "{\"note\":\"mended\"}".getBytes(StandardCharsets.UTF_8))));

        await().atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> assertThat(notes(id)).containsExactly("mended"));
    }

    @Test
    void keepsAnEventWhileTheDatabaseIsAway() {
        AtomicInteger refused = new AtomicInteger();
        shop.bean(JdbcTransactionManager.class).addListener(new TransactionExecutionListener() {
            @Override
            public void afterBegin(TransactionExecution transaction, Throwable failure) {
                if (failure != null && Thread.currentThread().getName().contains("KafkaConsumer")) {
                    refused.incrementAndGet();
                }
            }
        });
        String id = Shop.newId();
        HikariDataSource pool = (HikariDataSource) shop.bean(DataSource.class);
        pool.getHikariPoolMXBean().suspendPool();
        try {
            inbox.send("k", Topic.event(id, "Counted"), "{\"note\":\"late\"}");
            // more often than a failing event is tried
            await().atMost(Duration.ofSeconds(90)).until(() -> refused.get() > 6);
        } finally {
            pool.getHikariPoolMXBean().resumePool();
        }
        await().atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> assertThat(notes(id)).containsExactly("late"));
    }

    private Line deadLetter(String id) {
        return aside
                .readUntil(lines ->
                        lines.stream().anyMatch(line -> line.header("ce_id").equals(id)))
                .stream()
                .filter(line -> line.header("ce_id").equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no dead letter " + id));
    }

    private List<String> notes(String id) {
        return shop.bean(Tally.class).notes(id);
    }
}
