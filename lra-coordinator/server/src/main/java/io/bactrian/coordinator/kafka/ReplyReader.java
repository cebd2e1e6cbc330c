package io.bactrian.coordinator.kafka;

import io.bactrian.coordinator.engine.Replies;
import io.bactrian.coordinator.saga.Answer;
import io.bactrian.coordinator.saga.CallKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** What a record on the reply topic says (docs/protocol.md, D). */
final class ReplyReader {

    private static final int LONGEST_QUOTE = 300;
    private static final int LONGEST_HEADER = 8_000;
    private static final long MOST_SECONDS = Duration.ofDays(1).toSeconds();

    private final Duration answerWithin;

    /**
     * @param answerWithin how long one that is at it may take until it is called again, when it announces no longer time
     */
    ReplyReader(Duration answerWithin) {
        this.answerWithin = answerWithin;
    }

    /**
     * Reads a record.
     *
     * @throws UnreadableReply when it is no answer
     */
    Replies.Reply read(ConsumerRecord<byte[], byte[]> message) {
        String lraId = header(message, Headers.LRA);
        String participant = header(message, Headers.PARTICIPANT);
        String token = header(message, Headers.REPLY_TOKEN);
        CallKind command = command(header(message, Headers.COMMAND));
        String status = header(message, Headers.STATUS);
        return new Replies.Reply(
                uid(lraId),
                participant,
                command,
                token,
                answer(command, status, message),
                attempt(optional(message, Headers.ATTEMPT)));
    }

    private Answer answer(CallKind command, String status, ConsumerRecord<byte[], byte[]> message) {
        boolean compensating = command == CallKind.COMPENSATE;
        if (status.equals(compensating ? "Compensated" : "Completed")) {
            return Answer.DONE;
        }
        if (status.equals(compensating ? "Compensating" : "Completing")) {
            Duration announced = announced(optional(message, Headers.RETRY_AFTER));
            return new Answer.InProgress(null, announced.compareTo(answerWithin) > 0 ? announced : answerWithin);
        }
        if (status.equals(compensating ? "FailedToCompensate" : "FailedToComplete")) {
            return new Answer.FailedForGood("it answered " + status + detail(message.value()));
        }
        if (status.equals("Failed")) {
            return new Answer.TryAgain("it answered " + status + detail(message.value()));
        }
        throw new UnreadableReply(
                Headers.STATUS + " of an answer to " + (compensating ? "compensate" : "complete") + " must be "
                        + (compensating
                                ? "Compensated, Compensating, Failed or FailedToCompensate"
                                : "Completed, Completing, Failed or FailedToComplete")
                        + ", was " + quoted(status));
    }

    private static CallKind command(String word) {
        return switch (word) {
            case "compensate" -> CallKind.COMPENSATE;
            case "complete" -> CallKind.COMPLETE;
            default ->
                throw new UnreadableReply(
                        Headers.COMMAND + " must be compensate or complete, which are the commands that"
                                + " are answered, was " + quoted(word));
        };
    }

    /** What cannot be read is taken as not announced: the answer itself is clear. */
    private static Duration announced(@Nullable String seconds) {
        return seconds == null || !seconds.strip().matches("\\d{1,9}")
                ? Duration.ZERO
                : Duration.ofSeconds(Math.min(Long.parseLong(seconds.strip()), MOST_SECONDS));
    }

    /** What cannot be read is taken as not said. */
    private static int attempt(@Nullable String number) {
        return number == null || !number.strip().matches("\\d{1,9}") ? 0 : Integer.parseInt(number.strip());
    }

    private static String detail(byte @Nullable [] value) {
        // a ledger refuses control characters, and an answer that cannot be recorded would be tried for ever
        String text = value == null
                ? ""
                : new String(value, 0, Math.min(value.length, 4 * LONGEST_QUOTE), StandardCharsets.UTF_8)
                        .replaceAll("\\p{Cntrl}", " ")
                        .strip();
        return text.isEmpty()
                ? ""
                : ": " + (text.length() > LONGEST_QUOTE ? text.substring(0, LONGEST_QUOTE) + "..." : text);
    }

    private static String uid(String lraId) {
        String path = lraId.replaceFirst("[?#].*$", "");
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String header(ConsumerRecord<byte[], byte[]> message, String name) {
        String value = optional(message, name);
        if (value == null || value.isBlank()) {
            throw new UnreadableReply("The header " + name + " is missing");
        }
        // it is looked up in the ledger and written into the log
        if (value.length() > LONGEST_HEADER || value.chars().anyMatch(Character::isISOControl)) {
            throw new UnreadableReply("The header " + name + " must have at most " + LONGEST_HEADER
                    + " characters, none of them a control character, was " + quoted(value));
        }
        return value;
    }

    private static @Nullable String optional(ConsumerRecord<byte[], byte[]> message, String name) {
        Header header = message.headers().lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static String quoted(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", " ");
        return clean.length() > 100 ? clean.substring(0, 100) + "..." : clean;
    }
}
