package io.bactrian.testkit.crash;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.dao.DataAccessException;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** A saga of one step, which is cancelled and undone by topic; how often it is undone is what its table is about. */
@SmallApplication
class ParcelApplication implements InitializingBean, DisposableBean {

    /** What it does wrong. */
    enum Fault {
        NONE,
        /** The offset of a command is committed, and then the command is carried out. */
        COMMITS_BEFORE_IT_UNDOES,
        /** A command is answered and behind it, and then carried out. */
        ANSWERS_BEFORE_IT_UNDOES,
        /** A command that comes again is carried out again. */
        UNDOES_AGAIN_WHAT_COMES_AGAIN
    }

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final JdbcTemplate jdbc;
    private final Fault fault;
    private final String topic;
    private final KafkaConsumer<String, String> consumer;
    private final KafkaProducer<String, byte[]> producer;
    private final Thread consuming = new Thread(this::consume, "commands");

    @Value("${camel.lra.coordinator-url}/lra-coordinator")
    private String coordinator;

    ParcelApplication(
            JdbcTemplate jdbc,
            @Value("${shop.fault}") Fault fault,
            @Value("${bactrian.callbacks.topic}") String topic,
            @Value("${spring.kafka.bootstrap-servers}") String servers) {
        this.jdbc = jdbc;
        this.fault = fault;
        this.topic = topic;
        consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        servers,
                        ConsumerConfig.GROUP_ID_CONFIG,
                        topic,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest"),
                new StringDeserializer(),
                new StringDeserializer());
        producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers, ProducerConfig.MAX_BLOCK_MS_CONFIG, 20_000),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    @Override
    public void afterPropertiesSet() {
        jdbc.execute("CREATE TABLE IF NOT EXISTS parcel (id VARCHAR(200), undone INT)");
        consuming.start();
    }

    @PostMapping("/send/{id}")
    ResponseEntity<String> send(@PathVariable String id) throws Exception {
        String link = "kafka:" + topic + "?id=" + id;
        String saga = ask(
                "POST",
                HttpRequest.newBuilder(URI.create(coordinator + "/start?TimeLimit=60000"))
                        .header("Link", "<" + link + ">; rel=\"compensate\"")
                        .header("Bactrian-Step", "send-parcel")
                        .header("Bactrian-Business-Key", id));
        jdbc.update("INSERT INTO parcel VALUES (?, 0)", saga);
        ask("PUT", HttpRequest.newBuilder(URI.create(coordinator + saga.substring(saga.lastIndexOf('/')) + "/cancel")));
        return ResponseEntity.ok("");
    }

    private String ask(String method, HttpRequest.Builder request) throws Exception {
        return http.send(request.method(method, BodyPublishers.noBody()).build(), BodyHandlers.ofString())
                .body();
    }

    private void consume() {
        try (consumer) {
            consumer.subscribe(List.of(topic));
            while (true) {
                for (ConsumerRecord<String, String> command : consumer.poll(Duration.ofMillis(200))) {
                    take(command);
                }
            }
        } catch (WakeupException e) {
            // the end
        } catch (KafkaException | DataAccessException e) {
            // a dead one hears and does nothing more
        }
    }

    private void take(ConsumerRecord<String, String> command) {
        switch (fault) {
            case COMMITS_BEFORE_IT_UNDOES -> {
                consumer.commitSync();
                undo(command);
                answer(command);
            }
            case ANSWERS_BEFORE_IT_UNDOES -> {
                answer(command);
                consumer.commitSync();
                undo(command);
            }
            default -> {
                undo(command);
                answer(command);
                consumer.commitSync();
            }
        }
    }

    private void undo(ConsumerRecord<String, String> command) {
        jdbc.update(
                "UPDATE parcel SET undone = undone + 1 WHERE id = ?"
                        + (fault == Fault.UNDOES_AGAIN_WHAT_COMES_AGAIN ? "" : " AND undone = 0"),
                header(command, "Long-Running-Action"));
    }

    private void answer(ConsumerRecord<String, String> command) {
        ProducerRecord<String, byte[]> answer =
                new ProducerRecord<>(header(command, "Bactrian-Reply-Topic"), command.key(), null);
        Stream.of("Long-Running-Action", "Bactrian-Participant", "Bactrian-Command", "Bactrian-Reply-Token")
                .map(command.headers()::lastHeader)
                .forEach(answer.headers()::add);
        answer.headers().add("Bactrian-Status", "Compensated".getBytes(StandardCharsets.UTF_8));
        try {
            producer.send(answer).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new KafkaException("not answered", e);
        }
    }

    private static String header(ConsumerRecord<String, String> command, String name) {
        Header header = command.headers().lastHeader(name);
        return new String(header.value(), StandardCharsets.UTF_8);
    }

    @Override
    public void destroy() throws Exception {
        consumer.wakeup();
        producer.close(Duration.ofSeconds(1));
        consuming.join(2_000);
    }
}
