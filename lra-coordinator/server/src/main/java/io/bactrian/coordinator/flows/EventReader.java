package io.bactrian.coordinator.flows;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Records as events of flows: CloudEvents 1.0 in the binary mode of its Kafka binding, plus correlation and causation. What a
 * record carries as its value is never looked at.
 */
final class EventReader {

    static final String CORRELATION = "correlation_id";
    static final String CAUSATION = "causation_id";

    private static final int LONGEST = 255;
    private static final int LONGEST_SOURCE = 1_000;
    private static final int LONGEST_QUOTE = 80;
    private static final Instant OLDEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant NEWEST = Instant.parse("2200-01-01T00:00:00Z");

    private final Declarations declarations;

    EventReader(Declarations declarations) {
        this.declarations = declarations;
    }

    /** What a record turned out to be. */
    sealed interface Reading {}

    /** An event of a flow. */
    record Found(String flow, String correlationId, FlowEvent event) implements Reading {}

    /** Nothing that can be tracked; {@code detail} says what is wrong with what, for a person. */
    record Refused(LeftOut reason, String detail) implements Reading {}

    /**
     * Reads one record.
     *
     * @param now when it was read
     */
    Reading read(ConsumerRecord<?, ?> message, Instant now) {
        try {
            String type = required(message, "ce_type", LONGEST);
            Optional<FlowDeclaration> flow = declarations.ofEventType(type);
            if (flow.isEmpty()) {
                return new Refused(LeftOut.UNKNOWN_TYPE, "no declared flow has events of type " + type);
            }
            String causation = text(message, CAUSATION, LONGEST);
            return new Found(
                    flow.get().name(),
                    required(message, CORRELATION, LONGEST),
                    new FlowEvent(
                            required(message, "ce_id", LONGEST),
                            required(message, "ce_source", LONGEST_SOURCE),
                            type,
                            time(message),
                            causation == null || causation.isBlank() ? null : causation,
                            now.truncatedTo(ChronoUnit.MICROS),
                            new FlowEvent.Place(message.topic(), message.partition(), message.offset())));
        } catch (BadHeader e) {
            return new Refused(e.reason, String.valueOf(e.getMessage()));
        }
    }

    /** Without {@code ce_time}, which CloudEvents leaves open, the record's own time. */
    private static Instant time(ConsumerRecord<?, ?> message) {
        String text = text(message, "ce_time", LONGEST);
        try {
            Instant time = text == null
                    ? Instant.ofEpochMilli(message.timestamp())
                    : OffsetDateTime.parse(text.strip()).toInstant();
            if (!time.isBefore(OLDEST) && time.isBefore(NEWEST)) {
                return time.truncatedTo(ChronoUnit.MICROS);
            }
        } catch (DateTimeException e) {
            // the same answer as for a time that is not of our age
        }
        throw new BadHeader(
                LeftOut.BAD_TIME,
                "ce_time must be a time like 2026-11-01T12:00:00Z, from 2000 to 2199, was "
                        + (text == null ? "missing, and the record's time is " + message.timestamp() : quoted(text)));
    }

    private static String required(ConsumerRecord<?, ?> message, String name, int longest) {
        String text = text(message, name, longest);
        if (text == null || text.isBlank()) {
            throw new BadHeader(
                    LeftOut.MISSING_HEADER, "header " + name + " is " + (text == null ? "missing" : "empty"));
        }
        return text;
    }

    private static @Nullable String text(ConsumerRecord<?, ?> message, String name, int longest) {
        Header header = message.headers().lastHeader(name);
        byte[] bytes = header == null ? null : header.value();
        if (bytes == null) {
            return null;
        }
        if (bytes.length > longest * 4) {
            throw tooLong(name, longest, bytes.length + " bytes");
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadHeader(LeftOut.BAD_TEXT, "header " + name + " must be UTF-8, and is not");
        }
        if (text.length() > longest) {
            throw tooLong(name, longest, text.length() + " characters");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new BadHeader(
                    LeftOut.BAD_TEXT, "header " + name + " must have no control characters, was " + quoted(text));
        }
        return text;
    }

    private static BadHeader tooLong(String name, int longest, String length) {
        return new BadHeader(
                LeftOut.TOO_LONG, "header " + name + " must have at most " + longest + " characters, had " + length);
    }

    private static String quoted(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", "?");
        return "'" + (plain.length() <= LONGEST_QUOTE ? plain : plain.substring(0, LONGEST_QUOTE) + "…") + "'";
    }

    private static final class BadHeader extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final LeftOut reason;

        BadHeader(LeftOut reason, String message) {
            super(message, null, false, false);
            this.reason = reason;
        }
    }
}
