package io.bactrian.starter.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bactrian.starter.protocol.LraHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;

/** What is written: answers to commands, and dead letters. Each method's future ends when the broker has it. */
final class Answers {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration BLOCK_AT_MOST = Duration.ofSeconds(5);
    static final Duration DELIVER_WITHIN = Duration.ofSeconds(20);

    private final DefaultKafkaProducerFactory<String, byte[]> producers;
    private final KafkaTemplate<String, byte[]> template;

    Answers(KafkaConnection connection) {
        this.producers = Clients.producers(connection, BLOCK_AT_MOST, DELIVER_WITHIN);
        this.template = new KafkaTemplate<>(producers);
        template.setProducerListener(Clients.quiet());
    }

    /**
     * @param status what became of the command
     * @param detail a sentence for people
     * @param retryAfter when the next answer comes at the latest, with one that the work goes on
     */
    CompletableFuture<?> answer(
            Command command, String status, @Nullable String detail, @Nullable Duration retryAfter) {
        String topic = command.header(LraHeaders.REPLY_TOPIC);
        if (topic == null) {
            return CompletableFuture.completedFuture(null);
        }
        ProducerRecord<String, byte[]> answer =
                new ProducerRecord<>(topic, command.record().key(), detail == null ? null : json(detail));
        Stream.of(
                        LraHeaders.LRA,
                        LraHeaders.PARTICIPANT,
                        LraHeaders.COMMAND,
                        LraHeaders.ATTEMPT,
                        LraHeaders.REPLY_TOKEN,
                        LraHeaders.TRACEPARENT)
                .forEach(name -> RecordHeaders.put(answer.headers(), name, command.header(name)));
        RecordHeaders.put(answer.headers(), LraHeaders.STATUS, status);
        RecordHeaders.put(
                answer.headers(),
                LraHeaders.RETRY_AFTER,
                retryAfter == null ? null : Long.toString(Math.max(1, retryAfter.toSeconds())));
        return send(answer);
    }

    /** Puts a record aside as it came, with the reason and where it came from. */
    CompletableFuture<?> deadLetter(Command command, String topic, String reason) {
        ProducerRecord<String, byte[]> letter = new ProducerRecord<>(
                topic,
                null,
                command.record().key(),
                command.record().value(),
                command.record().headers());
        letter.headers().remove(LraHeaders.REASON);
        RecordHeaders.put(letter.headers(), LraHeaders.REASON, reason + " (" + command + ")");
        return send(letter);
    }

    /** Whether sending the same again may succeed. */
    static boolean mayPass(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof RetriableException) {
                return true;
            }
        }
        return false;
    }

    private CompletableFuture<?> send(ProducerRecord<String, byte[]> record) {
        try {
            return template.send(record);
        } catch (RuntimeException | Error e) { // a type of compression whose library is missing, for example
            return CompletableFuture.failedFuture(e);
        }
    }

    void close() {
        producers.destroy();
    }

    private static byte[] json(String detail) {
        try {
            return JSON.writeValueAsBytes(Map.of("detail", detail));
        } catch (JsonProcessingException e) {
            return detail.getBytes(StandardCharsets.UTF_8);
        }
    }
}
