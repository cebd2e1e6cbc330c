package io.bactrian.coordinator.kafka;

import io.bactrian.coordinator.delivery.Wire.Call;
import io.bactrian.coordinator.saga.CallKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Any number of participants behind one command topic, with plain clients: what people write without this library. */
final class KafkaParticipants implements AutoCloseable {

    /** A command with everything it came with. */
    record Command(String topic, String key, Map<String, String> headers, String value) {

        String header(String name) {
            return headers.get(name);
        }

        CallKind kind() {
            return CallKind.valueOf(header("Bactrian-Command").toUpperCase(Locale.ROOT));
        }

        String participant() {
            return header("Bactrian-Participant");
        }

        int attempt() {
            return Integer.parseInt(header("Bactrian-Attempt"));
        }

        /** As the contract sees it; {@code name} is the participant's. */
        Call call(String name) {
            String status = header("Bactrian-Saga-Status");
            return new Call(
                    name,
                    kind(),
                    attempt(),
                    header("Long-Running-Action-Recovery"),
                    header("traceparent"),
                    status == null ? value : status);
        }
    }

    /** Decides what is answered: sends as many answers as it likes. */
    @FunctionalInterface
    interface Behaviour {
        void take(KafkaParticipants self, Command command);
    }

    private static final Logger LOG = LoggerFactory.getLogger(KafkaParticipants.class);
    private static final int PARTITIONS = 3;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<Command> commands = new CopyOnWriteArrayList<>();
    private final AtomicInteger taken = new AtomicInteger();
    private final Behaviour behaviour;
    private final Thread thread;
    private volatile boolean closing;

    /**
     * @param replies where answers go; created here, as operators do it, so that nobody has to find it later
     */
    KafkaParticipants(String bootstrapServers, String topic, String replies, Behaviour behaviour) {
        this.behaviour = behaviour;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "linger.ms", 0),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "group.id",
                        "participants-" + UUID.randomUUID(),
                        "auto.offset.reset",
                        "earliest",
                        "metadata.max.age.ms",
                        500,
                        "fetch.max.wait.ms",
                        50),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        create(bootstrapServers, List.of(topic, replies));
        List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                .mapToObj(number -> new TopicPartition(topic, number))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        this.thread = new Thread(this::run, "kafka-participants");
        thread.setDaemon(true);
        thread.start();
    }

    private static void create(String bootstrapServers, List<String> topics) {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", bootstrapServers, "default.api.timeout.ms", 120_000))) {
            admin.createTopics(topics.stream()
                            .map(topic -> new NewTopic(topic, PARTITIONS, (short) 1))
                            .toList())
                    .all()
                    .get(120, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException("cannot create " + topics, e);
        }
    }

    private void run() {
        try {
            while (!closing) {
                for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofMillis(200))) {
                    take(command(message));
                }
            }
        } catch (WakeupException e) {
            // closing
        }
    }

    /** What goes wrong in one test must not leave the tests after it without participants. */
    private void take(Command command) {
        commands.add(command);
        try {
            behaviour.take(this, command);
        } catch (RuntimeException e) {
            LOG.error("nobody answers {}", command, e);
        } finally {
            taken.incrementAndGet();
        }
    }

    static Command command(ConsumerRecord<byte[], byte[]> message) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : message.headers()) {
            headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
        }
        return new Command(
                message.topic(),
                new String(message.key(), StandardCharsets.UTF_8),
                headers,
                new String(message.value(), StandardCharsets.UTF_8));
    }

    /** Answers a command as the protocol says; more headers may replace those. */
    void answer(Command command, String status, String... more) {
        Map<String, String> headers = new HashMap<>();
        for (String name :
                List.of("Long-Running-Action", "Bactrian-Participant", "Bactrian-Command", "Bactrian-Reply-Token")) {
            headers.put(name, command.header(name));
        }
        headers.put("Bactrian-Status", status);
        for (int i = 0; i < more.length; i += 2) {
            headers.put(more[i], more[i + 1]);
        }
        send(command.header("Bactrian-Reply-Topic"), command.key(), headers);
    }

    void send(String topic, String key, Map<String, String> headers) {
        ProducerRecord<byte[], byte[]> answer =
                new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), new byte[0]);
        headers.forEach((name, value) -> {
            if (value != null) {
                answer.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
            }
        });
        producer.send(answer);
    }

    /** How many commands it is done with: nothing happens any more because of them. */
    int taken() {
        return taken.get();
    }

    /** All commands in the order of their arrival. */
    List<Command> commands() {
        return List.copyOf(commands);
    }

    List<Command> commands(String participant) {
        return commands.stream()
                .filter(command -> command.participant().equals(participant))
                .toList();
    }

    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        consumer.close(Duration.ofSeconds(1));
        producer.close(Duration.ofSeconds(1));
    }
}
