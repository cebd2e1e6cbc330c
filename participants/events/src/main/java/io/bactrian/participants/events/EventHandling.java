package io.bactrian.participants.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.sql.SQLException;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.backoff.BackOffExecution;

/** Sees an event through: to its effect, once, or to the dead-letter topic, or back to Kafka while that cannot be decided. */
final class EventHandling {

    /** The property of an exchange that tells the rest of the route what became of the event. */
    static final String OUTCOME = "bactrianEvent";

    /** The class of PostgreSQL's states for limits that are the program's to keep. */
    private static final String PROGRAM_LIMITS = "54";

    private static final Logger LOG = LoggerFactory.getLogger(EventHandling.class);

    private final EventReader reader;
    private final ConsumedEvents consumed;
    private final TransactionTemplate transaction;
    private final DeadLetters deadLetters;
    private final EventsProperties.Retry retry;
    private final EventMeters meters;

    EventHandling(
            EventReader reader,
            ConsumedEvents consumed,
            TransactionTemplate transaction,
            DeadLetters deadLetters,
            EventsProperties.Retry retry,
            EventMeters meters) {
        this.reader = reader;
        this.consumed = consumed;
        this.transaction = transaction;
        this.deadLetters = deadLetters;
        this.retry = retry;
        this.meters = meters;
    }

    /**
     * Handles one event.
     *
     * @param block what the policy is around; leaves its exception in the exchange
     * @throws RuntimeException if it can neither be handled nor put aside now: it must be read again
     */
    void handle(Exchange exchange, String consumer, Processor block) {
        if (exchange.getProperty(OUTCOME) != null && consumer.equals(exchange.getFromRouteId())) {
            throw new IllegalStateException(
                    ("route %s passes policy(\"once-per-event\") a second time with one event, and the"
                                    + " second block would take it for handled: put all that belongs together into one block")
                            .formatted(consumer));
        }
        MessageAsItCame came = new MessageAsItCame(exchange.getMessage());
        Event event;
        try {
            event = reader.read(exchange.getMessage());
        } catch (UnreadableEventException e) {
            bury(exchange, came, consumer, 0, e);
            return;
        }
        BackOffExecution waits = retry.waits();
        Duration waited = Duration.ZERO;
        int attempts = 0;
        while (true) {
            Throwable failure = attempt(exchange, came, consumer, event, block);
            if (failure == null) {
                return;
            }
            boolean databaseAway = isDatabaseAway(failure);
            attempts += databaseAway ? 0 : 1;
            if (!databaseAway && (attempts == retry.attempts() || isUnreadable(failure))) {
                bury(exchange, came, consumer, attempts, failure);
                return;
            }
            LOG.warn("{} has not handled {} yet: {}", consumer, event, failure.toString());
            Duration wait = Duration.ofMillis(waits.nextBackOff());
            waited = waited.plus(wait);
            if (databaseAway && waited.compareTo(retry.patience()) > 0) {
                throw new IllegalStateException("The database is away, %s stays in Kafka".formatted(event), failure);
            }
            pause(exchange, event, wait);
        }
    }

    /** {@code null}: handled, now or before. */
    private @Nullable Throwable attempt(
            Exchange exchange, MessageAsItCame came, String consumer, Event event, Processor block) {
        came.restore(exchange);
        exchange.getMessage().setBody(event);
        try {
            EventOutcome outcome = transaction.execute(status -> {
                if (!consumed.claim(consumer, event)) {
                    return EventOutcome.REPEAT;
                }
                run(block, exchange);
                if (MessageAsItCame.failureOf(exchange) != null) {
                    status.setRollbackOnly();
                }
                return EventOutcome.DONE;
            });
            Throwable failure = MessageAsItCame.failureOf(exchange);
            if (failure == null && outcome != null) {
                tell(exchange, consumer, outcome);
            }
            return failure;
        } catch (RuntimeException | Error e) {
            return e;
        }
    }

    private static void run(Processor block, Exchange exchange) {
        try {
            block.process(exchange);
        } catch (Exception e) {
            exchange.setException(e);
        }
    }

    private void bury(Exchange exchange, MessageAsItCame came, String consumer, int attempts, Throwable reason) {
        came.restore(exchange);
        deadLetters.bury(exchange.getMessage(), consumer, attempts, reason);
        tell(exchange, consumer, EventOutcome.DEAD_LETTER);
        // as Camel's own dead-letter channel leaves it: not handled, and nobody needs to care any more
        exchange.getExchangeExtension().setFailureHandled(true);
        exchange.setRouteStop(true);
    }

    private void tell(Exchange exchange, String consumer, EventOutcome outcome) {
        exchange.setProperty(OUTCOME, outcome);
        meters.count(consumer, outcome);
    }

    private static boolean isUnreadable(Throwable failure) {
        return isCausedBy(failure, UnreadableEventException.class)
                || isCausedBy(failure, JsonProcessingException.class);
    }

    /**
     * Nothing that may be the event's own fault, or its partition would stand still for ever: other faults of transactions count as
     * attempts. So does a commit whose outcome is unknown; the next attempt finds it out, or finds the database away.
     */
    private static boolean isDatabaseAway(Throwable failure) {
        return isCausedBy(failure, NonTransientDataAccessResourceException.class) && !isBeyondLimits(failure)
                || isCausedBy(failure, RecoverableDataAccessException.class)
                || isCausedBy(failure, CannotCreateTransactionException.class);
    }

    /** Of what the statement says (a value too long for an index, say), which Spring takes for a database that lacks resources. */
    private static boolean isBeyondLimits(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && sql.getSQLState() != null
                    && sql.getSQLState().startsWith(PROGRAM_LIMITS)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isCausedBy(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    /** Waits, unless the application stops meanwhile: then Kafka has the event for the next start. */
    private static void pause(Exchange exchange, Event event, Duration wait) {
        try {
            long left = wait.toMillis();
            while (left > 0) {
                if (exchange.getContext().isStopping()) {
                    throw new IllegalStateException("The application stops, %s stays in Kafka".formatted(event));
                }
                long slice = Math.min(left, 100);
                Thread.sleep(slice);
                left -= slice;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted, %s stays in Kafka".formatted(event), e);
        }
    }
}
