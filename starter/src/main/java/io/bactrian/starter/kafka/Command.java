package io.bactrian.starter.kafka;

import io.bactrian.starter.callback.CallbackBody;
import io.bactrian.starter.callback.CallbackKind;
import io.bactrian.starter.callback.CallbackRequest;
import io.bactrian.starter.callback.Seal;
import io.bactrian.starter.protocol.LraHeaders;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A record of the command topic.
 *
 * @param request what it asks; null when it asks nothing that can be understood
 * @param problem why not, empty when it can
 */
record Command(
        ConsumerRecord<String, byte[]> record, @Nullable CallbackRequest request, String problem) {

    private static final List<String> NEEDED = List.of(
            LraHeaders.LRA,
            LraHeaders.RECOVERY,
            LraHeaders.PARTICIPANT,
            LraHeaders.REPLY_TOPIC,
            LraHeaders.REPLY_TOKEN);

    static Command read(ConsumerRecord<String, byte[]> record) {
        Headers headers = record.headers();
        String verb = RecordHeaders.text(headers, LraHeaders.COMMAND);
        Optional<CallbackKind> kind = Stream.of(CallbackKind.values())
                .filter(one -> verb != null && one.path().equals(verb.toLowerCase(Locale.ROOT)))
                .findAny();
        if (kind.isEmpty()) {
            String problem = verb == null
                    ? "it has no header " + LraHeaders.COMMAND
                    : "its " + LraHeaders.COMMAND + " must be compensate or complete, was " + verb;
            return new Command(record, null, problem);
        }
        Optional<String> missing = NEEDED.stream()
                .filter(name -> RecordHeaders.text(headers, name) == null)
                .findFirst();
        if (missing.isPresent()) {
            return new Command(record, null, "it has no header " + missing.get());
        }
        String token = Objects.requireNonNull(RecordHeaders.text(headers, LraHeaders.REPLY_TOKEN), "it is needed");
        CallbackBody body = CallbackBody.of(text(record.value()));
        Map<String, String> trace = new HashMap<>();
        Stream.of(LraHeaders.TRACEPARENT, LraHeaders.TRACESTATE).forEach(name -> {
            String value = RecordHeaders.text(headers, name);
            if (value != null) {
                trace.put(name, value);
            }
        });
        return new Command(
                record,
                new CallbackRequest(
                        kind.get(),
                        null,
                        RecordHeaders.text(headers, LraHeaders.LRA),
                        RecordHeaders.text(headers, LraHeaders.RECOVERY),
                        RecordHeaders.text(headers, LraHeaders.ATTEMPT),
                        trace,
                        body.data(),
                        body.results(),
                        Seal.of(token, record.value())),
                "");
    }

    /** Whether it says where an answer goes, and what proves it. */
    boolean canBeAnswered() {
        return header(LraHeaders.REPLY_TOPIC) != null && header(LraHeaders.REPLY_TOKEN) != null;
    }

    @Nullable
    String header(String name) {
        return RecordHeaders.text(record.headers(), name);
    }

    private static @Nullable String text(byte @Nullable [] value) {
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    /** For people: topic, partition and offset. */
    @Override
    public String toString() {
        return record.topic() + "-" + record.partition() + "@" + record.offset();
    }
}
