package io.bactrian.coordinator.delivery;

import io.bactrian.coordinator.saga.CallKind;
import io.bactrian.coordinator.saga.Links;
import java.time.Duration;
import java.util.List;

/** A way between the engine and scripted participants, for tests that must hold over each of them. */
public interface Wire extends AutoCloseable {

    /** What a participant has to say to a call. */
    enum Says {
        DONE,
        /** It is at it. */
        IN_PROGRESS,
        /** It never will. */
        IMPOSSIBLE,
        /** Nothing at all. */
        NOTHING
    }

    /**
     * A call that arrived.
     *
     * @param body data and results as JSON; the final status of an after
     */
    record Call(String name, CallKind kind, int attempt, String recoveryUrl, String traceparent, String body) {

        /** {@code name KIND}. */
        public String what() {
            return name + " " + kind;
        }
    }

    /** How the engine calls over it. */
    Transport transport(Duration callTimeout);

    /** The engine that runs on this ledger now takes the answers that come by themselves. */
    void bringAnswersTo(RunningLedger on);

    Links links(String name, CallKind... kinds);

    /** The next calls of this kind are answered so; from then on they are done. */
    void then(String name, CallKind kind, Says... some);

    /** All calls of this kind are answered so, until it is told otherwise. */
    void always(String name, CallKind kind, Says says);

    /** All calls in the order of their arrival. */
    List<Call> calls();

    /** Waits until everything that will be answered is answered, and recorded. */
    void settle(RunningLedger on) throws Exception;

    /** Lets the time pass after which silence is a failed attempt; does nothing where it shows at once. */
    void passSilence(RunningLedger on) throws Exception;

    /** How long one in progress is left alone, at most. */
    Duration longestProgress();

    @Override
    void close();
}
