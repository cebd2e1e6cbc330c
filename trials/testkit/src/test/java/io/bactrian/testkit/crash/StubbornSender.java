package io.bactrian.testkit.crash;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** Sends and commits in finally blocks, with clients old and new, and when its context is closed. */
@SmallApplication
class StubbornSender implements DisposableBean {

    private final JdbcTemplate jdbc;
    private final String topic;
    private final String servers;
    private final KafkaProducer<String, String> producer;
    private boolean worked;

    StubbornSender(
            JdbcTemplate jdbc,
            @Value("${work.topic}") String topic,
            @Value("${spring.kafka.bootstrap-servers}") String servers) {
        this.jdbc = jdbc;
        this.topic = topic;
        this.servers = servers;
        this.producer = producer(20_000);
        jdbc.execute("CREATE TABLE IF NOT EXISTS seen (topic VARCHAR(80))");
        jdbc.update("INSERT INTO seen VALUES (?)", topic);
    }

    private KafkaProducer<String, String> producer(int mostMillisToBlock) {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        servers,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        mostMillisToBlock,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        2_500, // a broker on a busy machine takes its time for the first record of a topic
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        3_000),
                new StringSerializer(),
                new StringSerializer());
    }

    @PostMapping("/work/{id}")
    void work(@PathVariable String id) throws Exception {
        worked = true;
        try {
            send(producer, "work of " + id);
        } finally {
            insist("finally of " + id);
        }
    }

    private void insist(String value) throws Exception {
        try (KafkaProducer<String, String> fresh = producer(500);
                KafkaConsumer<String, String> consumer = consumer(topic, servers)) {
            try {
                send(producer, value);
            } finally {
                try {
                    send(fresh, value);
                } finally {
                    consumer.commitSync(
                            Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(1)), Duration.ofMillis(500));
                }
            }
        }
    }

    private void send(KafkaProducer<String, String> with, String value) throws Exception {
        with.send(new ProducerRecord<>(topic, 0, null, value)).get(10, TimeUnit.SECONDS);
    }

    @Override
    public void destroy() throws Exception {
        try (producer) {
            if (worked) { // the successor, which ends in good order with the test, has done nothing
                insist("end");
            }
        }
    }

    private static KafkaConsumer<String, String> consumer(String topic, String servers) {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        servers,
                        ConsumerConfig.GROUP_ID_CONFIG,
                        topic,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        6_000,
                        ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        5_000,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest"),
                new StringDeserializer(),
                new StringDeserializer());
    }

    /** All that the broker has of a topic. */
    static List<String> recordsIn(String topic, String servers) {
        try (KafkaConsumer<String, String> consumer = consumer(topic + "-reader", servers)) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            List<String> values = new ArrayList<>();
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
                    values.add(record.value());
                }
            }
            return values;
        }
    }

    /** Whether the group of this name has committed anything. */
    static boolean hasCommitted(String group, String servers) throws Exception {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, servers))) {
            return !admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(10, TimeUnit.SECONDS)
                    .isEmpty();
        }
    }
}
