package io.bactrian.coordinator.kafka;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.springframework.kafka.KafkaException;

/** What a failed hand-over to the broker says: something about this one topic or record, or about the broker. */
final class Faults {

    private Faults() {}

    /**
     * The broker is there and refuses this topic or record: waiting for the broker would not help, so that attempts are
     * spent and a person is called.
     */
    static boolean concernsParticipant(Throwable fault) {
        return isCausedBy(fault, UnknownTopicOrPartitionException.class)
                || isCausedBy(fault, InvalidTopicException.class)
                || isCausedBy(fault, TopicAuthorizationException.class)
                || isCausedBy(fault, RecordTooLargeException.class);
    }

    static boolean isCausedBy(Throwable fault, Class<? extends Throwable> type) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    /** As the header of a dead letter. */
    static byte[] reason(Throwable fault) {
        return words(fault).getBytes(StandardCharsets.UTF_8);
    }

    /** In few words, and the same ones as long as the trouble is the same: without the numbers of a time-out. */
    static String words(Throwable fault) {
        Throwable cause = fault;
        while ((cause instanceof CompletionException
                        || cause instanceof ExecutionException
                        || cause instanceof KafkaException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof TimeoutException) {
            return isCausedBy(cause, UnknownTopicOrPartitionException.class)
                    ? "the broker has no such topic"
                    : "the broker did not take it in time";
        }
        String message = cause.getMessage();
        if (cause instanceof UnreadableReply && message != null) {
            return message;
        }
        return cause.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }
}
