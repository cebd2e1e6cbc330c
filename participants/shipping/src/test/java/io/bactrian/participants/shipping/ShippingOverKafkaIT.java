package io.bactrian.participants.shipping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.bactrian.broker.LocalBroker;
import io.bactrian.participants.testing.Coordinator;
import io.bactrian.participants.testing.Service;
import io.bactrian.participants.testing.TestDatabase;
import io.bactrian.testkit.EmbeddedCoordinator;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Shipping as a participant that is reached by topic only, on a real broker and our coordinator. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShippingOverKafkaIT {

    private static final String BODY = "{\"customerId\":\"17850\",\"lines\":[{\"sku\":\"85123A\",\"quantity\":6}]}";
    private static final Duration LONG = Duration.ofSeconds(90);

    private LocalBroker broker;
    private EmbeddedCoordinator bactrian;
    private Coordinator coordinator;
    private Service service;
    private KafkaProducer<String, String> producer;
    private KafkaConsumer<String, String> came;
    private String order = "";
    private String saga = "";
    private final List<ConsumerRecord<String, String>> waiting = new ArrayList<>();

    @BeforeAll
    void start() {
        broker = LocalBroker.startNew();
        String kafka = "spring.kafka.bootstrap-servers=" + broker.bootstrapServers();
        bactrian = EmbeddedCoordinator.startLive("bactrian.kafka.enabled=true", kafka);
        coordinator = new Coordinator(URI.create(bactrian.lraUrl()));
        service = Service.start(
                ShippingApplication.class,
                TestDatabase.h2(),
                Map.of(
                        "spring.profiles.active",
                        "kafka",
                        "camel.lra.coordinator-url",
                        bactrian.url(),
                        "spring.kafka.bootstrap-servers",
                        broker.bootstrapServers()));
        Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrapServers());
        producer = new KafkaProducer<>(client, new StringSerializer(), new StringSerializer());
        came = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        broker.bootstrapServers(),
                        "group.id",
                        "test",
                        "auto.offset.reset",
                        "earliest",
                        "metadata.max.age.ms",
                        500),
                new StringDeserializer(),
                new StringDeserializer());
        came.subscribe(List.of("test.replies", "shipping.commands.DLT"));
        service.put("/carriers", "{\"refusedCustomers\":[\"nowhere\"]}");
    }

    @AfterAll
    void stop() {
        came.close();
        producer.close();
        service.close();
        bactrian.close();
        broker.close();
    }

    @BeforeEach
    void newOrder() {
        order = "o-" + UUID.randomUUID();
        saga = coordinator.start();
    }

    @Test
    void shipsAndKeepsTheShipmentOfASagaThatCloses() {
        send(BODY);
        ConsumerRecord<String, String> reply = reply();
        assertThat(header(reply, "Bactrian-Status")).isNull();
        assertThat(reply.value())
                .isEqualTo("{\"orderId\":\"%1$s\",\"attempt\":1,\"state\":\"ACTIVE\",\"trackingId\":\"TR-%1$s-1\"}"
                        .formatted(order));
        assertThat(coordinator.close(saga)).isEqualTo("Closed");
        assertThat(state()).isEqualTo("ACTIVE");
    }

    @Test
    void cancelsTheShipmentOfASagaThatIsCancelled() {
        send(BODY);
        reply();
        coordinator.cancel(saga);
        await().atMost(LONG).until(() -> state().equals("CANCELLED"));
        await().atMost(LONG).until(() -> coordinator.cancel(saga).equals("Cancelled"));
    }

    @Test
    void shipsOnceForACommandThatComesTwice() {
        send(BODY);
        send(BODY);
        assertThat(reply().value()).isEqualTo(reply().value());
        coordinator.cancel(saga);
        await().atMost(LONG).until(() -> coordinator.cancel(saga).equals("Cancelled"));
        assertThat(journal())
                .containsExactlyInAnyOrder(
                        "CREATE_SHIPMENT done",
                        "CREATE_SHIPMENT repeat",
                        "CANCEL_SHIPMENT done",
                        "CANCEL_SHIPMENT repeat");
    }

    @Test
    void answersARefusalAsOverHttpAndHasNothingToUndo() {
        send(BODY.replace("17850", "nowhere"));
        ConsumerRecord<String, String> reply = reply();
        assertThat(header(reply, "Bactrian-Status")).isNull();
        assertThat(reply.value()).isEqualTo("{\"error\":\"no carrier\",\"detail\":\"customer nowhere\"}");
        coordinator.cancel(saga);
        await().atMost(LONG).until(() -> coordinator.cancel(saga).equals("Cancelled"));
        assertThat(journal()).containsExactly("CREATE_SHIPMENT refused", "CANCEL_SHIPMENT empty");
    }

    @Test
    void answersFailedToACommandThatCannotBeRightOrIsTooLate() {
        send("{\"lines\":[]}");
        ConsumerRecord<String, String> wrong = reply();
        assertThat(header(wrong, "Bactrian-Status")).isEqualTo("Failed");
        assertThat(wrong.value()).contains("customerId is missing").contains("lines must be a list of 1 to 1000");

        coordinator.cancel(saga);
        send(BODY);
        assertThat(header(reply(), "Bactrian-Status")).isEqualTo("Failed");
        assertThat(journal()).isEmpty();
    }

    /** It has joined already and would ship now. That is no "no" of the business, which the order would be told for good. */
    @Test
    void answersFailedToACommandWhoseCompensationCameFirst() {
        service.delete("/shipments/" + order + "/1");
        send(BODY);
        ConsumerRecord<String, String> reply = reply();
        assertThat(header(reply, "Bactrian-Status")).isEqualTo("Failed");
        assertThat(reply.value())
                .isEqualTo("too late: create-shipment of order %s was compensated before it arrived".formatted(order));
        coordinator.cancel(saga);
        assertThat(state()).isEqualTo("BLOCKED");
    }

    @Test
    void putsAsideACommandThatNobodyCanBeToldAbout() {
        send(BODY, Map.of("orderId", order, "attempt", "1"));
        ConsumerRecord<String, String> aside = next("shipping.commands.DLT");
        assertThat(aside.value()).isEqualTo(BODY);
        assertThat(aside.key()).isEqualTo(saga);
        assertThat(header(aside, "orderId")).isEqualTo(order);
        assertThat(header(aside, "Bactrian-Reason"))
                .isEqualTo("header Bactrian-Reply-Topic is missing: whoever asked could not be told what became of it");
        assertThat(journal()).isEmpty();
    }

    @Test
    void putsAsideACommandWhoseAnswerCannotBeSent() {
        Map<String, String> headers = new HashMap<>(headers());
        headers.put("Bactrian-Reply-Topic", "no topic!");
        send(BODY, headers);
        ConsumerRecord<String, String> aside = next("shipping.commands.DLT");
        assertThat(aside.value()).isEqualTo(BODY);
        assertThat(header(aside, "Long-Running-Action")).isEqualTo(saga);
        assertThat(header(aside, "Bactrian-Reason")).contains("no topic!");
        coordinator.cancel(saga);
    }

    /** Neither answered nor put aside, it fails its route; with Camel's defaults the next one would be read. */
    @Test
    void readsACommandAgainUntilItCanBePutAside() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            String topic = "shipping.commands.DLT";
            longestIn(admin, topic, 1);
            await().atMost(LONG).until(() -> refuses(topic));
            Set<String> before = members(admin);
            send(BODY, Map.of("orderId", order, "attempt", "1"));
            // it has failed: the consumer joins its group anew, to read it again
            await().atMost(LONG).until(() -> !before.containsAll(members(admin)));
            longestIn(admin, topic, 100_000);
            ConsumerRecord<String, String> aside = next(topic);
            while (!saga.equals(aside.key())) {
                aside = next(topic);
            }
            assertThat(aside.value()).isEqualTo(BODY);
        }
    }

    private static void longestIn(Admin admin, String topic, int bytes) throws Exception {
        if (!admin.listTopics().names().get().contains(topic)) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
        AlterConfigOp longest = new AlterConfigOp(
                new ConfigEntry("max.message.bytes", String.valueOf(bytes)), AlterConfigOp.OpType.SET);
        admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), List.of(longest)))
                .all()
                .get();
    }

    private boolean refuses(String topic) throws InterruptedException {
        try {
            producer.send(new ProducerRecord<>(topic, "try")).get();
            return false;
        } catch (ExecutionException e) {
            return true;
        }
    }

    private static Set<String> members(Admin admin) throws Exception {
        return admin
                .describeConsumerGroups(List.of("shipping"))
                .describedGroups()
                .get("shipping")
                .get()
                .members()
                .stream()
                .map(MemberDescription::consumerId)
                .collect(Collectors.toSet());
    }

    private void send(String body) {
        send(body, headers());
    }

    private Map<String, String> headers() {
        return Map.of(
                "Long-Running-Action", saga,
                "Bactrian-Reply-Topic", "test.replies",
                "Bactrian-Reply-Token", "any",
                "orderId", order,
                "attempt", "1");
    }

    private void send(String body, Map<String, String> headers) {
        ProducerRecord<String, String> command = new ProducerRecord<>("shipping.commands", saga, body);
        headers.forEach((name, value) -> command.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        producer.send(command);
        producer.flush();
    }

    private ConsumerRecord<String, String> reply() {
        ConsumerRecord<String, String> reply = next("test.replies");
        assertThat(header(reply, "Long-Running-Action")).isEqualTo(saga);
        return reply;
    }

    private ConsumerRecord<String, String> next(String topic) {
        long end = System.nanoTime() + LONG.toNanos();
        while (true) {
            for (ConsumerRecord<String, String> record : waiting) {
                if (record.topic().equals(topic)) {
                    waiting.remove(record);
                    return record;
                }
            }
            assertThat(System.nanoTime())
                    .as("nothing in %s within %s".formatted(topic, LONG))
                    .isLessThan(end);
            came.poll(Duration.ofMillis(200)).forEach(waiting::add);
        }
    }

    private static String header(ConsumerRecord<String, String> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    private String state() {
        return service.get("/shipments/" + order + "/1").json().path("state").asText();
    }

    private List<String> journal() {
        List<String> entries = new ArrayList<>();
        for (JsonNode entry : service.get("/journal?limit=5000").json().path("entries")) {
            if (entry.path("orderId").asText().equals(order)) {
                entries.add(entry.path("effect").asText() + " "
                        + entry.path("result").asText());
            }
        }
        return entries;
    }
}
