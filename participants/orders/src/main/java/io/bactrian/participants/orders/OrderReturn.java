package io.bactrian.participants.orders;

import io.bactrian.participants.journal.Answer;
import org.jspecify.annotations.Nullable;

/**
 * A return and what became of it.
 *
 * @param sagaId the saga that drives it, or drove it last; {@code null} before one was accepted
 * @param amountMinor what the customer gets back, {@code null} before it was accepted
 * @param refusal why it was refused, or was or will be undone
 * @param retryable whether it may be asked for again after it was undone: no business reason speaks against it
 */
record OrderReturn(
        String returnId,
        String orderId,
        State state,
        @Nullable String sagaId,
        @Nullable Long amountMinor,
        @Nullable String refusal,
        boolean retryable) {

    boolean mayBegin() {
        return state == State.REQUESTED || state == State.UNDONE && retryable;
    }

    boolean isDrivenBy(String saga) {
        return state == State.ACCEPTED && saga.equals(sagaId);
    }

    /** What whoever asks for it is told. */
    Answer answer() {
        return Answer.ok()
                .with("returnId", returnId)
                .with("orderId", orderId)
                .with("decision", decision())
                .with("state", state)
                .with("amountMinor", amountMinor)
                .with("reason", refusal)
                .with("retryable", retryable);
    }

    private String decision() {
        return switch (state) {
            case REQUESTED -> "run";
            case ACCEPTED -> "running";
            case RETURNED -> "returned";
            case REFUSED -> "refused";
            case UNDONE -> retryable ? "run" : "undone";
        };
    }

    Answer isOver() {
        return Answer.refused("return is over", "return %s of order %s is %s".formatted(returnId, orderId, state));
    }

    /** Another saga drives it: the caller may come again and learn what became of that. */
    Answer isRunning() {
        return Answer.refused("return is running", "return %s belongs to saga %s".formatted(returnId, sagaId))
                .with("retryable", true);
    }

    enum State {
        /** Asked for; any saga may take it up. */
        REQUESTED,
        /** Nothing speaks against it, and a saga drives it; not decided yet. */
        ACCEPTED,
        /** Decided: goods and money are back. Final. */
        RETURNED,
        /** Refused when it was validated, before anything was done. Final. */
        REFUSED,
        /** Decided: everything was undone, and the order is as it was. Final unless it may be asked for again. */
        UNDONE
    }
}
