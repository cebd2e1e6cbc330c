package io.bactrian.starter.kafka;

import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes and reads records as a coordinator does, with nothing but a plain producer and consumer. */
final class Wire implements AutoCloseable {

    private final String servers;
    private final KafkaProducer<String, byte[]> producer;
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final Thread reading;

    /** A record with its headers as text. */
    record Seen(String topic, String key, String value, Map<String, String> headers) {

        static Seen of(ConsumerRecord<String, byte[]> record) {
            Map<String, String> headers = new HashMap<>();
            record.headers()
                    .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
            return new Seen(record.topic(), record.key(), text(record.value()), headers);
        }

        private static String text(byte[] value) {
            return value == null ? null : new String(value, StandardCharsets.UTF_8);
        }

        String header(String name) {
            return headers.get(name);
        }
    }

    /** @param topics are read from their beginning; made with one partition if they are not there */
    Wire(String servers, String... topics) {
        this.servers = servers;
        List.of(topics).forEach(topic -> create(topic, 1));
        producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers, ProducerConfig.MAX_BLOCK_MS_CONFIG, 20_000),
                new StringSerializer(),
                new ByteArraySerializer());
        consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        servers,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(List.of(topics).stream()
                .map(topic -> new TopicPartition(topic, 0))
                .toList());
        reading = new Thread(this::read, "wire");
        reading.start();
    }

    private void read() {
        try (consumer) {
            while (true) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> seen.add(Seen.of(record)));
            }
        } catch (WakeupException e) {
            // closed
        }
    }

    void create(String topic, int partitions) {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException(e);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Admin admin() {
        return Admin.create(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, (Object) servers));
    }

    /** Until which offset a group has committed a partition; 0 when it has not. */
    long committed(String group, String topic, int partition) throws Exception {
        try (Admin admin = admin()) {
            OffsetAndMetadata offset = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(new TopicPartition(topic, partition));
            return offset == null ? 0 : offset.offset();
        }
    }

    void send(String topic, Integer partition, String key, String value, Map<String, String> headers) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(
                topic, partition, key, value == null ? null : value.getBytes(StandardCharsets.UTF_8));
        headers.forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        try {
            producer.send(record).get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A command record as docs/protocol.md D says; returns its reply token. */
    String command(String topic, String kind, String saga, String recovery, String replyTopic) {
        return command(topic, null, kind, saga, recovery, replyTopic, "{\"data\":null,\"results\":null}", Map.of());
    }

    String command(
            String topic,
            Integer partition,
            String kind,
            String saga,
            String recovery,
            String replyTopic,
            String value,
            Map<String, String> more) {
        String token = UUID.randomUUID().toString();
        Map<String, String> headers = new HashMap<>();
        headers.put("Long-Running-Action", saga);
        headers.put("Long-Running-Action-Recovery", recovery);
        headers.put("Bactrian-Command", kind);
        headers.put("Bactrian-Participant", recovery.substring(recovery.lastIndexOf('/') + 1));
        headers.put("Bactrian-Attempt", "1");
        headers.put("Bactrian-Reply-Topic", replyTopic);
        headers.put("Bactrian-Reply-Token", token);
        headers.putAll(more);
        send(topic, partition, saga.substring(saga.lastIndexOf('/') + 1), value, headers);
        return token;
    }

    /** What was answered with this token so far. */
    List<Seen> answers(String token) {
        return seen.stream()
                .filter(record -> token.equals(record.header("Bactrian-Reply-Token"))
                        && record.headers().containsKey("Bactrian-Status"))
                .toList();
    }

    List<String> statuses(String token) {
        return answers(token).stream()
                .map(answer -> answer.header("Bactrian-Status"))
                .collect(Collectors.toList());
    }

    /** The last answer, once it has this status. */
    Seen awaitAnswer(String token, String status) {
        await("answer " + status).atMost(Duration.ofSeconds(60)).until(() -> statuses(token)
                .contains(status));
        List<Seen> answers = answers(token);
        return answers.get(answers.size() - 1);
    }

    List<Seen> of(String topic) {
        return seen.stream().filter(record -> record.topic().equals(topic)).toList();
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            reading.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(Duration.ofSeconds(2));
    }
}
