package io.bactrian.coordinator.engine;

import io.bactrian.coordinator.saga.Participant;
import io.bactrian.coordinator.saga.Saga;
import org.jspecify.annotations.Nullable;

/**
 * What became of a request. Whatever it says is committed.
 *
 * @param refusal null when the request did what it asked for
 * @param saga the saga after the request; null when there is none
 * @param participant the participant it was about; null when it was about none
 * @param detail in words, for the answer and the log
 */
public record Outcome(
        @Nullable Refusal refusal,
        @Nullable Saga saga,
        @Nullable Participant participant,
        String detail) {

    static Outcome done(Saga saga) {
        return new Outcome(null, saga, null, saga.status().wire());
    }

    static Outcome done(Saga saga, Participant participant) {
        return new Outcome(null, saga, participant, saga.status().wire());
    }

    static Outcome refused(Refusal why, @Nullable Saga saga, String detail) {
        return new Outcome(why, saga, null, detail);
    }

    /** The refusal of a request about a saga that is not in the ledger. */
    public static Outcome unknown(String sagaId) {
        return refused(
                Refusal.UNKNOWN_SAGA,
                null,
                "No saga " + sagaId + " is known here: it never existed, or it ended longer ago than the retention"
                        + " time (bactrian.retention)");
    }

    /** The request did what it asked for. */
    public boolean accepted() {
        return refusal == null;
    }

    /**
     * The saga of an outcome that has one.
     *
     * @throws IllegalStateException when there is none
     */
    public Saga requireSaga() {
        if (saga == null) {
            throw new IllegalStateException("outcome without a saga: " + detail);
        }
        return saga;
    }

    /**
     * The participant of an outcome that has one.
     *
     * @throws IllegalStateException when there is none
     */
    public Participant requireParticipant() {
        if (participant == null) {
            throw new IllegalStateException("outcome without a participant: " + detail);
        }
        return participant;
    }
}
