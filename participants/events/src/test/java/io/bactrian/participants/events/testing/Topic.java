package io.bactrian.participants.events.testing;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic of the shared broker, written and read with Kafka's own clients. */
public record Topic(String name) {

    private static final Duration LONGEST = Duration.ofSeconds(60);

    /** A topic that no other test knows. */
    public static Topic unique(String prefix) {
        return new Topic(prefix + "-" + UUID.randomUUID());
    }

    /** A record as it is on the wire, with headers that are text. */
    public record Line(String key, Map<String, String> headers, byte[] bytes) {

        public String header(String header) {
            return headers.getOrDefault(header, "");
        }

        public String value() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /** The headers of an event of that id and type. */
    public static Map<String, String> event(String id, String type) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ce_id", id);
        headers.put("ce_type", type);
        headers.put("ce_source", "test");
        headers.put("ce_time", "2026-01-31T10:00:00Z");
        return headers;
    }

    public void send(String key, Map<String, String> headers, String value) {
        send(List.of(new Line(key, headers, value.getBytes(StandardCharsets.UTF_8))));
    }

    /** Sends records one after the other. */
    public void send(List<Line> lines) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", SharedBroker.get().bootstrapServers());
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (Line line : lines) {
                var sent = new ProducerRecord<>(name, line.key().getBytes(StandardCharsets.UTF_8), line.bytes());
                line.headers()
                        .forEach((header, value) -> sent.headers().add(header, value.getBytes(StandardCharsets.UTF_8)));
                producer.send(sent).get(LONGEST.toSeconds(), TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Not sent to " + name, e);
        }
    }

    /** The records from the beginning on, once there are as many as that; or those that are there when time is up. */
    public List<Line> read(int atLeast) {
        return readUntil(lines -> lines.size() >= atLeast);
    }

    /** The records from the beginning on, once they are as wanted; or those that are there when time is up. */
    public List<Line> readUntil(Predicate<List<Line>> enough) {
        List<Line> found = new ArrayList<>();
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                SharedBroker.get().bootstrapServers(),
                "group.id",
                "reader-" + UUID.randomUUID(),
                "metadata.max.age.ms",
                500,
                "auto.offset.reset",
                "earliest");
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(name));
            long end = System.nanoTime() + LONGEST.toNanos();
            while (!enough.test(found) && System.nanoTime() < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    found.add(line(record));
                }
            }
        }
        return found;
    }

    /** How many records were ever written to it. */
    public long size() {
        try (Admin admin = admin()) {
            Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
            TopicDescription found =
                    admin.describeTopics(List.of(name)).allTopicNames().get().get(name);
            found.partitions().forEach(p -> ends.put(new TopicPartition(name, p.partition()), OffsetSpec.latest()));
            return admin.listOffsets(ends).all().get().values().stream()
                    .mapToLong(ListOffsetsResultInfo::offset)
                    .sum();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How many of its records a group has behind it. */
    public long committed(String group) {
        try (Admin admin = admin()) {
            return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().entrySet().stream()
                    .filter(entry -> entry.getKey().topic().equals(name))
                    .mapToLong(entry -> entry.getValue().offset())
                    .sum();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", SharedBroker.get().bootstrapServers()));
    }

    private static Line line(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> headers = new LinkedHashMap<>();
        record.headers()
                .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        return new Line(key, headers, record.value() == null ? new byte[0] : record.value());
    }
}
