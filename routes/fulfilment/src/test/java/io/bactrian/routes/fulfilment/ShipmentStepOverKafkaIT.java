package io.bactrian.routes.fulfilment;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.broker.LocalBroker;
import io.bactrian.routes.RoutesTest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/** The order saga with shipping behind a topic of a real broker; what shipping answers there is scripted. */
@TestPropertySource(properties = {"shipping.over=kafka", "routes.step.timeout=15s", "routes.step.call-timeout=15s"})
class ShipmentStepOverKafkaIT extends RoutesTest {

    private static final String TOPIC = "shipping.commands";
    private static final LocalBroker BROKER = LocalBroker.startNew();
    private static final Map<String, ConsumerRecord<String, String>> COMMANDS = new ConcurrentHashMap<>();

    private static final CountDownLatch READING = new CountDownLatch(1);

    private static KafkaConsumer<String, String> commands;
    private static Thread shipping;

    /** What an order is answered, or nothing; anything that is no JSON says that the command failed. */
    private static volatile String answer = "";

    @DynamicPropertySource
    static void broker(DynamicPropertyRegistry properties) {
        properties.add("spring.kafka.bootstrap-servers", BROKER::bootstrapServers);
    }

    /** An order waits for shipping's reply, but must not wait for shipping to find its topic and join its group. */
    @BeforeAll
    static void listen() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", BROKER.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get(1, TimeUnit.MINUTES);
        }
        commands = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        BROKER.bootstrapServers(),
                        "group.id",
                        "shipping",
                        "auto.offset.reset",
                        "earliest"),
                new StringDeserializer(),
                new StringDeserializer());
        shipping = new Thread(ShipmentStepOverKafkaIT::ship, "shipping");
        shipping.start();
        assertThat(READING.await(2, TimeUnit.MINUTES)).as("shipping reads").isTrue();
    }

    @AfterAll
    static void stop() throws InterruptedException {
        commands.wakeup();
        shipping.join();
        BROKER.close();
    }

    private static void ship() {
        Map<String, Object> client = Map.of("bootstrap.servers", BROKER.bootstrapServers());
        try (var replies = new KafkaProducer<>(client, new StringSerializer(), new StringSerializer());
                var open = commands) {
            open.subscribe(List.of(TOPIC));
            while (true) {
                var polled = open.poll(Duration.ofMillis(200));
                if (!open.assignment().isEmpty()) {
                    READING.countDown();
                }
                for (ConsumerRecord<String, String> command : polled) {
                    COMMANDS.put(header(command, "orderId"), command);
                    if (!answer.isEmpty()) {
                        replies.send(reply(command)).get();
                    }
                }
            }
        } catch (WakeupException e) {
            // stopped
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static ProducerRecord<String, String> reply(ConsumerRecord<String, String> command) {
        ProducerRecord<String, String> reply =
                new ProducerRecord<>(header(command, "Bactrian-Reply-Topic"), command.key(), answer);
        for (String same : List.of("Bactrian-Reply-Token", "Long-Running-Action")) {
            reply.headers().add(command.headers().lastHeader(same));
        }
        if (!answer.startsWith("{")) {
            reply.headers().add("Bactrian-Status", "Failed".getBytes(StandardCharsets.UTF_8));
        }
        return reply;
    }

    @Test
    void fulfilsAnOrderThatIsShipped() {
        String id = newId();
        answer = "{\"trackingId\":\"T-K\"}";
        HttpResponse<String> placed = place(id);

        assertThat(placed.body()).isEqualTo("""
                        {"orderId":"%s","state":"fulfilled","attempt":1,"trackingId":"T-K"}""".formatted(id));
        ConsumerRecord<String, String> command = COMMANDS.get(id);
        assertThat(command.value())
                .isEqualTo("{\"customerId\":\"17850\",\"lines\":[{\"sku\":\"85123A\",\"quantity\":6}]}");
        assertThat(header(command, "attempt")).isEqualTo("1");
        assertThat(header(command, "Long-Running-Action"))
                .isEqualTo(INVENTORY.received().get(0).saga());
        assertThat(SHIPPING.received()).as("calls over HTTP").isEmpty();
    }

    @Test
    void refusesAnOrderThatShippingRefuses() {
        String id = newId();
        answer = "{\"error\":\"no carrier\",\"detail\":\"for this address\"}";

        assertThat(place(id).body()).isEqualTo("""
                        {"orderId":"%s","state":"refused","attempt":1,"reason":"no carrier: for this address","retryable":false}""".formatted(id));
        assertThat(DONE).containsSubsequence("compensate/charge-payment", "compensate/reserve-stock");
    }

    @Test
    void cancelsAnOrderWhoseShipmentFails() {
        String id = newId();
        answer = "too late";

        assertThat(place(id).body()).isEqualTo("""
                        {"orderId":"%s","state":"cancelled","attempt":1,"reason":"the command on topic shipping.commands failed: too late","retryable":true}""".formatted(id));
        assertThat(DONE).containsSubsequence("compensate/charge-payment", "compensate/reserve-stock");
    }

    @Test
    void cancelsAnOrderThatShippingSaysNothingAbout() {
        String id = newId();
        answer = "";

        assertThat(place(id).body()).isEqualTo("""
                        {"orderId":"%s","state":"cancelled","attempt":1,"reason":"no reply to the command on topic shipping.commands within 15000 ms","retryable":true}""".formatted(id));
        assertThat(COMMANDS).containsKey(id);
        assertThat(DONE).containsSubsequence("compensate/charge-payment", "compensate/reserve-stock");
    }

    private static String header(ConsumerRecord<String, String> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
