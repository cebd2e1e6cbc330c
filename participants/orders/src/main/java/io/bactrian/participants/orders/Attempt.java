package io.bactrian.participants.orders;

import io.bactrian.participants.journal.Answer;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to fulfil an order.
 *
 * @param current whether no later attempt was begun
 * @param sagaId the saga that drives it, {@code null} until one was attached
 * @param reason why it was or will be cancelled
 * @param retryable whether a cancelled order may be tried again: it was not refused for a business reason
 * @param fulfilledAt when it was decided that the customer gets what was ordered, {@code null} until then
 */
record Attempt(
        String orderId,
        int number,
        boolean current,
        State state,
        @Nullable String sagaId,
        @Nullable String reason,
        boolean retryable,
        Instant begunAt,
        @Nullable Instant fulfilledAt) {

    boolean isOpen() {
        return state == State.PENDING || state == State.CONFIRMED;
    }

    /** Whoever was told to drive it has not begun a saga in all that time, and will not be let to any more. */
    boolean isAbandoned(Instant now, Duration patience) {
        return state == State.PENDING
                && sagaId == null
                && !begunAt.plus(patience).isAfter(now);
    }

    /** Whether a saga drives it, and not the one of a call; a call without a saga is not of that saga either. */
    boolean belongsToOther(@Nullable String saga) {
        return sagaId != null && !sagaId.equals(saga);
    }

    Attempt in(State next) {
        return new Attempt(orderId, number, current, next, sagaId, reason, retryable, begunAt, fulfilledAt);
    }

    /** What whoever placed the order is told about it. */
    Answer answer(String decision) {
        return Answer.ok()
                .with("orderId", orderId)
                .with("attempt", number)
                .with("decision", decision)
                .with("state", state)
                .with("reason", reason)
                .with("retryable", retryable);
    }

    /** What whoever drives the attempt is told. */
    Answer answer() {
        return Answer.ok().with("orderId", orderId).with("attempt", number).with("state", state);
    }

    Answer isOver() {
        String now = current ? state.toString() : "not the current one any more";
        return Answer.refused("attempt is over", "attempt %d of order %s is %s".formatted(number, orderId, now));
    }

    enum State {
        /** Begun, and not decided. */
        PENDING,
        /** All that the order needs was found; not decided yet. */
        CONFIRMED,
        /** Decided: the customer gets what was ordered. Final for this attempt; the customer may return some of it or all. */
        FULFILLED,
        /** Fulfilled, and some of it or all is on its way back; not decided yet. */
        RETURNING,
        /** Fulfilled, and all of it has come back. */
        RETURNED,
        /** Decided: everything was undone. Final for this attempt. */
        CANCELLED
    }
}
