package io.bactrian.coordinator.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.bactrian.broker.FreePort;
import io.bactrian.broker.LocalBroker;
import io.bactrian.coordinator.kafka.TestBroker;
import io.bactrian.coordinator.reading.GroupProgress;
import io.bactrian.coordinator.reading.ReadingProgress;
import io.bactrian.coordinator.running.CoordinatorProcess;
import io.bactrian.coordinator.running.Postgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tracker as a process, with a real broker, and a ledger that can be taken away. */
class FlowTrackingIT {

    private static final String DEAD_LETTERS = "put.aside";
    private static final List<String> TOPICS = List.of("quotes", "policies", "invoices", "notifications");
    private static final Duration LONGEST = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static LocalBroker broker;
    private static EmbeddedPostgres ledger;
    private static CoordinatorProcess coordinator;
    private static KafkaProducer<byte[], byte[]> producer;
    private static Admin admin;

    @BeforeAll
    static void start() throws Exception {
        broker = TestBroker.running();
        admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
        List<NewTopic> topics = Stream.concat(TOPICS.stream(), Stream.of("parcels"))
                .map(topic -> new NewTopic(topic, Optional.of(2), Optional.empty()))
                .toList();
        admin.createTopics(topics).all().get();
        producer = producer(Map.of());
        ledger = ledger(FreePort.find());
        coordinator = new CoordinatorProcess(
                new File("target/flow-tracking-coordinator.log"),
                Stream.concat(
                                Stream.of(
                                        "spring.datasource.url=" + ledger.getJdbcUrl("postgres", "postgres"),
                                        "spring.datasource.username=postgres",
                                        "spring.datasource.hikari.connection-timeout=1000",
                                        "spring.kafka.bootstrap-servers=" + broker.bootstrapServers(),
                                        "bactrian.kafka.enabled=true",
                                        "bactrian.flow-tracker.dead-letter-topic=" + DEAD_LETTERS),
                                declarations())
                        .toList());
        coordinator.start();
    }

    private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("bootstrap.servers", broker.bootstrapServers());
        settings.put("acks", "all");
        settings.put("linger.ms", 0);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Keeps its data when it is closed. */
    private static EmbeddedPostgres ledger(int port) throws IOException {
        return Postgres.prepare(port)
                .setDataDirectory(folder.resolve("ledger"))
                .setCleanDataDirectory(false)
                .start();
    }

    /** The insurance with much time, and parcels with little. */
    private static Stream<String> declarations() {
        List<String> lines = new ArrayList<>(List.of(
                "bactrian.flows.insurance.topics=" + String.join(",", TOPICS),
                "bactrian.flows.insurance.events=" + String.join(",", Insurance.FLOW.events()),
                "bactrian.flows.insurance.begins-with=QuoteApproved",
                "bactrian.flows.insurance.ends-with.done=NotificationSent",
                "bactrian.flows.insurance.ends-with.compensated=QuoteReopened",
                "bactrian.flows.parcel.topics=parcels",
                "bactrian.flows.parcel.events=ParcelSent,ParcelDelivered",
                "bactrian.flows.parcel.begins-with=ParcelSent",
                "bactrian.flows.parcel.expect[0].after=ParcelSent",
                "bactrian.flows.parcel.expect[0].one-of=ParcelDelivered",
                "bactrian.flows.parcel.expect[0].within=1s",
                "bactrian.flows.parcel.ends-with.done=ParcelDelivered"));
        for (int i = 0; i < Insurance.FLOW.rules().size(); i++) {
            FlowDeclaration.Rule rule = Insurance.FLOW.rules().get(i);
            String expect = "bactrian.flows.insurance.expect[" + i + "].";
            lines.add(expect + "after=" + rule.after());
            lines.add(expect + "one-of=" + String.join(",", rule.oneOf()));
            lines.add(expect + "within=1h");
        }
        return lines.stream();
    }

    @AfterAll
    static void stop() throws IOException {
        coordinator.close();
        producer.close(Duration.ZERO);
        admin.close(Duration.ZERO);
        ledger.close();
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, String key, FlowEvent event) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), null);
        header(record, "ce_id", key + "/" + event.id());
        header(record, "ce_type", event.type());
        header(record, "ce_source", event.source());
        header(record, "ce_time", Instant.now().toString());
        header(record, "correlation_id", key);
        if (event.causationId() != null) {
            header(record, "causation_id", key + "/" + event.causationId());
        }
        return record;
    }

    private static void header(ProducerRecord<byte[], byte[]> record, String name, String value) {
        record.headers().remove(name).add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static ProducerRecord<byte[], byte[]> parcel(String type, String key) {
        return record("parcels", key, Insurance.event(type, type, null, 0));
    }

    private static void send(ProducerRecord<byte[], byte[]> record) throws Exception {
        producer.send(record).get();
    }

    /** Of this many flows, all events, some of them twice, in any order, in any topic: every third one is taken back. */
    private static List<ProducerRecord<byte[], byte[]>> shuffled(String prefix, int flows, Random random) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < flows; i++) {
            for (FlowEvent event : i % 3 == 0 ? Insurance.isTakenBack() : Insurance.goesWell()) {
                ProducerRecord<byte[], byte[]> record =
                        record(TOPICS.get(random.nextInt(TOPICS.size())), prefix + i, event);
                records.add(record);
                if (random.nextInt(3) == 0) {
                    records.add(record);
                }
            }
        }
        Collections.shuffle(records, random);
        return records;
    }

    private static JsonNode find(String query) {
        return coordinator.client().get("/api/v1/sagas?" + query).json().path("items");
    }

    private static JsonNode details(String key) {
        return coordinator
                .client()
                .get("/api/v1/sagas/" + find("key=" + key).path(0).path("id").asText())
                .json();
    }

    private static void awaitState(String key, String state) {
        await().atMost(LONGEST).ignoreExceptions().untilAsserted(() -> assertThat(state(key))
                .isEqualTo(state));
    }

    private static void awaitEnds(String prefix, int flows) {
        int takenBack = (flows + 2) / 3;
        await().atMost(LONGEST).ignoreExceptions().untilAsserted(() -> {
            assertThat(find("limit=500&state=compensated&keyPrefix=" + prefix)).hasSize(takenBack);
            assertThat(find("limit=500&state=done&keyPrefix=" + prefix)).hasSize(flows - takenBack);
        });
    }

    private static double metric(String line) {
        return coordinator
                .client()
                .get("/actuator/prometheus")
                .body()
                .lines()
                .filter(l -> l.startsWith(line + " "))
                .mapToDouble(l -> Double.parseDouble(l.substring(line.length() + 1)))
                .findFirst()
                .orElse(Double.NaN);
    }

    @Test
    void followsFlowsInWhateverOrderTheirEventsComeAndPutsAsideWhatItCannotRead() throws Exception {
        long seed = new Random().nextLong();
        List<ProducerRecord<byte[], byte[]>> records = shuffled("any-", 30, new Random(seed));
        ProducerRecord<byte[], byte[]> nothing = new ProducerRecord<>("quotes", new byte[] {1}, new byte[] {2});
        ProducerRecord<byte[], byte[]> timeless =
                record("quotes", "any-1", Insurance.goesWell().get(0));
        header(timeless, "ce_time", "yesterday");
        ProducerRecord<byte[], byte[]> stranger =
                record("quotes", "any-1", Insurance.goesWell().get(0));
        header(stranger, "ce_type", "WeatherChanged");
        ProducerRecord<byte[], byte[]> endless =
                record("quotes", "x".repeat(300), Insurance.goesWell().get(0));
        records.addAll(records.size() / 2, List.of(nothing, timeless, stranger, endless));
        for (ProducerRecord<byte[], byte[]> record : records) {
            producer.send(record);
        }

        awaitEnds("any-", 30);
        assertThat(details("any-0").path("events")).as("seed " + seed).hasSize(5);
        assertThat(details("any-1").path("timeline")).isEmpty();
        assertThat(reasonsOfDeadLetters(3))
                .containsExactlyInAnyOrder(
                        "missing-header: header ce_type is missing",
                        "bad-time: ce_time must be a time like 2026-11-01T12:00:00Z, from 2000 to 2199, was 'yesterday'",
                        "too-long: header correlation_id must have at most 255 characters, had 300 characters");
        assertThat(metric("bactrian_flows_left_out_total{reason=\"unknown-type\"}"))
                .isEqualTo(1);
        assertThat(metric("bactrian_flows_left_out_total{reason=\"bad-time\"}")).isEqualTo(1);
        assertThat(metric("bactrian_flows_events_total{flow=\"insurance\",outcome=\"repeated\"}"))
                .isPositive();
    }

    private static List<String> reasonsOfDeadLetters(int wanted) {
        List<String> reasons = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", broker.bootstrapServers(),
                        "group.id", "person",
                        "auto.offset.reset", "earliest",
                        "metadata.max.age.ms", "500"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(DEAD_LETTERS));
            await().atMost(LONGEST).until(() -> {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    assertThat(record.headers().lastHeader(DeadLetters.PLACE)).isNotNull();
                    reasons.add(new String(
                            record.headers().lastHeader(DeadLetters.REASON).value(), StandardCharsets.UTF_8));
                }
                return reasons.size() >= wanted;
            });
        }
        return reasons;
    }

    @Test
    void losesNothingWhenItIsKilledAndWhenTheLedgerIsAway() throws Exception {
        long seed = new Random().nextLong();
        List<ProducerRecord<byte[], byte[]>> records = shuffled("kill-", 60, new Random(seed));
        for (ProducerRecord<byte[], byte[]> record : records.subList(0, records.size() / 2)) {
            producer.send(record);
        }
        await().atMost(LONGEST).until(() -> find("keyPrefix=kill-").size() > 0);
        coordinator.kill();
        for (ProducerRecord<byte[], byte[]> record : records.subList(records.size() / 2, records.size() * 3 / 4)) {
            producer.send(record);
        }
        coordinator.start();

        int port = ledger.getPort();
        ledger.close();
        for (ProducerRecord<byte[], byte[]> record : records.subList(records.size() * 3 / 4, records.size())) {
            producer.send(record);
        }
        await().atMost(LONGEST)
                .until(() -> coordinator.client().get("/api/v1/sagas").status() == 503);
        ledger = ledger(port);

        awaitEnds("kill-", 60);
        assertThat(details("kill-0").path("events")).as("seed " + seed).hasSize(5);
        assertThat(details("kill-1").path("events")).as("seed " + seed).hasSize(4);
    }

    @Test
    void callsAFlowStalledWhenAServiceIsSilentAndLetsItGoOnWhenItSpeaksAfterAll() throws Exception {
        send(parcel("ParcelSent", "silent"));

        awaitState("silent", "STALLED");
        assertThat(find("attention=true&key=silent")).hasSize(1);
        await().atMost(LONGEST).until(() -> metric("bactrian_flows_stalled{flow=\"parcel\"}") >= 1);
        send(parcel("ParcelDelivered", "silent"));
        awaitState("silent", "DONE");
        assertThat(details("silent").path("timeline").findValuesAsText("kind")).containsExactly("STALLED", "RESUMED");
    }

    /** The topic then ends with the mark of the transaction, which no reader ever gets to see. */
    @Test
    void judgesAlsoEventsOfTransactionsAndTakesNoneOfThoseThatWereRolledBack() throws Exception {
        try (KafkaProducer<byte[], byte[]> transactional = producer(Map.of("transactional.id", "parcels"))) {
            transactional.initTransactions();
            transactional.beginTransaction();
            transactional.send(parcel("ParcelSent", "transaction"));
            transactional.commitTransaction();
            transactional.beginTransaction();
            transactional.send(parcel("ParcelDelivered", "transaction"));
            transactional.abortTransaction();
        }

        awaitState("transaction", "STALLED");
    }

    /** What is in it, and what was published behind it, can be read when it has ended. */
    @Test
    void callsNothingLateWhileATransactionKeepsItsAnswerBack() throws Exception {
        try (KafkaProducer<byte[], byte[]> transactional = producer(Map.of("transactional.id", "open"))) {
            transactional.initTransactions();
            transactional.beginTransaction();
            transactional
                    .send(inPartition(0, parcel("ParcelDelivered", "held")))
                    .get();
            send(inPartition(1, parcel("ParcelSent", "held")));

            await().atMost(LONGEST).ignoreExceptions().until(() -> metric("bactrian_flows_unjudged_seconds") >= 2);
            assertThat(state("held")).isEqualTo("RUNNING");
            transactional.commitTransaction();
        }

        awaitState("held", "DONE");
        assertThat(details("held").path("timeline")).isEmpty();
        await().atMost(LONGEST).until(() -> metric("bactrian_flows_unjudged_seconds") == 0);
    }

    private static ProducerRecord<byte[], byte[]> inPartition(int partition, ProducerRecord<byte[], byte[]> record) {
        return new ProducerRecord<>(record.topic(), partition, record.key(), record.value(), record.headers());
    }

    @Test
    void callsNothingLateWhileTheBrokerIsAway() throws Exception {
        try {
            String away = sentAndNotYetLateWhenTheBrokerWent();
            // longer than the parcel may take
            await().during(Duration.ofSeconds(2)).atMost(LONGEST).untilAsserted(() -> assertThat(state(away))
                    .isEqualTo("RUNNING"));
            await().atMost(LONGEST).until(() -> health("/flowTracker").equals("BROKER_AWAY"));
            assertThat(health("")).isEqualTo("UP");
            broker.start();

            awaitState(away, "STALLED");
            await().atMost(LONGEST).until(() -> health("/flowTracker").equals("UP"));
        } finally {
            broker.start();
        }
    }

    /** A machine under load may take longer to stop a broker than a parcel may take: then another one is sent. */
    private static String sentAndNotYetLateWhenTheBrokerWent() throws Exception {
        for (int i = 1; i <= 5; i++) {
            String key = "away-" + i;
            await().atMost(LONGEST).until(() -> health("/flowTracker").equals("UP"));
            send(parcel("ParcelSent", key));
            await().atMost(LONGEST).ignoreExceptions().until(() -> !state(key).isEmpty());
            broker.stop();
            if (state(key).equals("RUNNING")) {
                return key;
            }
            broker.start();
        }
        throw new AssertionError("every parcel was late before the broker was away");
    }

    private static String state(String key) {
        return find("key=" + key).path(0).path("state").asText();
    }

    private static String health(String component) {
        return coordinator
                .client()
                .get("/actuator/health" + component)
                .json()
                .path("status")
                .asText();
    }

    @Test
    void knowsHowFarItsGroupHasRead() throws Exception {
        TopicPartition partition = new TopicPartition("progress", 0);
        admin.createTopics(List.of(new NewTopic("progress", Optional.of(1), Optional.empty())))
                .all()
                .get();
        for (int i = 0; i < 3; i++) {
            send(new ProducerRecord<>("progress", 0, null, new byte[] {1}));
        }
        try (GroupProgress progress =
                new GroupProgress(Map.of("bootstrap.servers", broker.bootstrapServers()), "readers")) {
            ReadingProgress.Mark mark = progress.mark(List.of("progress", "nowhere"), Instant.now());
            assertThat(mark.ends()).isEqualTo(Map.of(partition, 3L));
            assertThat(progress.isRead(mark)).as("nobody has read").isFalse();
            commit(partition, 2);
            assertThat(progress.isRead(mark)).isFalse();
            commit(partition, 3);
            assertThat(progress.isRead(mark)).isTrue();
            commit(partition, 1);
            admin.deleteRecords(Map.of(partition, org.apache.kafka.clients.admin.RecordsToDelete.beforeOffset(3)))
                    .all()
                    .get();
            assertThat(progress.isRead(mark)).as("what is gone cannot be read").isTrue();
            assertThat(progress.isRead(progress.mark(List.of("nowhere"), Instant.now())))
                    .isTrue();
        }
    }

    private static void commit(TopicPartition partition, long offset) throws Exception {
        admin.alterConsumerGroupOffsets("readers", Map.of(partition, new OffsetAndMetadata(offset)))
                .all()
                .get();
    }
}
