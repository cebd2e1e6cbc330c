package io.bactrian.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * What was acknowledged is there after a stop and after a crash. The tests stop the broker that they share, and each starts it if it needs
 * it; the one that leaves it stopped comes last, which saves a start.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LocalBrokerIT {

    private LocalBroker broker;

    @BeforeAll
    void start() {
        broker = LocalBroker.startNew();
    }

    @AfterAll
    void close() {
        broker.close();
    }

    @Test
    @Order(1)
    void keepsRecordsAcrossStopAndCrash() throws Exception {
        broker.start();
        String address = broker.bootstrapServers();
        send(broker, "before the stop");
        broker.stop();
        assertThat(broker.isRunning()).isFalse();
        broker.start();
        send(broker, "before the crash");
        broker.kill();
        assertThat(broker.isRunning()).isFalse();
        broker.start();
        send(broker, "after the crash");

        assertThat(broker.bootstrapServers()).isEqualTo(address);
        assertThat(records(broker, 3))
                .containsExactlyInAnyOrder("before the stop", "before the crash", "after the crash");
    }

    /** As when it is given to somebody else between the choice of the port and the start. */
    @Test
    @Order(2)
    void doesNotTakeSomebodyElseAtItsPortForItself() throws Exception {
        broker.stop();
        try (ServerSocket stranger = new ServerSocket()) {
            int port = Integer.parseInt(broker.bootstrapServers().replaceFirst(".*:", ""));
            stranger.bind(new InetSocketAddress("localhost", port));

            assertThatThrownBy(broker::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("The broker did not start, see ");
        }
    }

    private static void send(LocalBroker broker, String text) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of(
                        "bootstrap.servers", broker.bootstrapServers(), "acks", "all", "max.block.ms", 120_000),
                new StringSerializer(),
                new StringSerializer())) {
            ProducerRecord<String, String> sent = new ProducerRecord<>("words", "key", text);
            sent.headers().add("Long-Running-Action", "http://saga".getBytes(StandardCharsets.UTF_8));
            producer.send(sent).get(120, TimeUnit.SECONDS);
        }
    }

    private static List<String> records(LocalBroker broker, int wanted) {
        List<String> found = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of(
                        "bootstrap.servers", broker.bootstrapServers(),
                        "group.id", "reader",
                        "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.subscribe(List.of("words"));
            long end = System.nanoTime() + Duration.ofSeconds(120).toNanos();
            while (found.size() < wanted && System.nanoTime() < end) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
                    found.add(record.value());
                }
            }
        }
        return found;
    }
}
