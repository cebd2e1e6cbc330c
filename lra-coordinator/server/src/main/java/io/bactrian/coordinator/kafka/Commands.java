package io.bactrian.coordinator.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.bactrian.coordinator.delivery.JsonBody;
import io.bactrian.coordinator.engine.DueCall;
import io.bactrian.coordinator.saga.CallKind;
import io.bactrian.coordinator.saga.KafkaLink;
import io.bactrian.coordinator.saga.Trace;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** The command record of a call (docs/protocol.md, D). */
final class Commands {

    private final String replyTopic;

    Commands(String replyTopic) {
        this.replyTopic = replyTopic;
    }

    /**
     * The record of a call to a kafka link. Its key is the saga, so that one saga's commands stay in order on a topic.
     *
     * @throws IllegalArgumentException when the call cannot be made over Kafka; the text says why
     */
    ProducerRecord<byte[], byte[]> of(DueCall call) {
        String url = call.url();
        if (url == null || call.kind() == CallKind.STATUS) {
            throw new IllegalArgumentException("a participant over Kafka is not called for " + call.kind());
        }
        ProducerRecord<byte[], byte[]> command =
                new ProducerRecord<>(KafkaLink.of(url).topic(), bytes(call.sagaId()), bytes(value(call)));
        header(command, Headers.LRA, call.lraId());
        header(command, Headers.RECOVERY, call.recoveryUrl());
        header(command, Headers.PARENT, call.parentLraId());
        header(command, Headers.COMMAND, call.kind().name().toLowerCase(Locale.ROOT));
        header(command, Headers.PARTICIPANT, call.participantId());
        header(command, Headers.ATTEMPT, Integer.toString(call.attempt()));
        header(command, Headers.REPLY_TOPIC, replyTopic);
        header(command, Headers.REPLY_TOKEN, call.replyToken());
        if (call.kind() == CallKind.AFTER) {
            header(command, Headers.SAGA_STATUS, call.sagaStatus().wire());
        }
        Trace trace = call.trace();
        if (trace != null) {
            header(command, "traceparent", trace.parent());
            header(command, "tracestate", trace.state());
        }
        return command;
    }

    private static String value(DueCall call) {
        try {
            return JsonBody.of(call);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("its results are no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static void header(ProducerRecord<byte[], byte[]> command, String name, @Nullable String value) {
        if (value != null) {
            command.headers().add(name, bytes(value));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
