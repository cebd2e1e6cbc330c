package io.bactrian.coordinator.kafka;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.BrokerNotAvailableException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.springframework.kafka.KafkaException;

/** What a failed hand-over to the broker says: something about this topic or record, or about the broker and the way to it. */
final class Faults {

    /** Refusals also where the client's last word is that it ran out of time over them. */
    private static final List<Class<? extends Throwable>> REFUSALS = List.of(
            UnknownTopicOrPartitionException.class,
            InvalidTopicException.class,
            TopicAuthorizationException.class,
            RecordTooLargeException.class);

    /**
     * Not retriable for the client as it is, and yet no fault of a participant: the broker is not there, this node cannot sign in
     * (as a rule none of its clients can, and health says so), or the producer has to begin anew, which it does.
     */
    private static final List<Class<? extends Throwable>> PASSING = List.of(
            BrokerNotAvailableException.class,
            AuthenticationException.class,
            ProducerFencedException.class,
            InvalidProducerEpochException.class,
            OutOfOrderSequenceException.class);

    private Faults() {}

    /**
     * The broker is there and refuses this topic or record, or its client says that trying again will not help: waiting for the
     * broker would not either, so that attempts are spent and a person is called.
     */
    static boolean concernsParticipant(Throwable fault) {
        return isCausedByAny(fault, REFUSALS)
                || saidByTheClient(fault)
                        .map(said -> !(said instanceof RetriableException) && !isCausedByAny(said, PASSING))
                        .orElse(false);
    }

    /** What the client made of it: its own wrappers say only that it is in an error state, its causes what it blames. */
    private static Optional<Throwable> saidByTheClient(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof ApiException || cause instanceof SerializationException) {
                return Optional.of(cause);
            }
        }
        return Optional.empty();
    }

    private static boolean isCausedByAny(Throwable fault, List<Class<? extends Throwable>> types) {
        return types.stream().anyMatch(type -> isCausedBy(fault, type));
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
