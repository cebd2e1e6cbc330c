package io.bactrian.testkit.crash;

import java.util.List;

/** The coordinator's ledger from outside, whoever is its coordinator at the moment. */
interface LedgerView {

    /** From here on only new sagas are looked at. */
    void begin();

    /** The sagas since then. */
    List<SagaEnd> sagas();

    /** Whether any of them has not ended, or owes something. */
    default boolean isOpen() {
        return sagas().stream().anyMatch(saga -> !saga.ended() || !saga.owing().isEmpty());
    }

    /**
     * Does once what brings open sagas nearer to their end; returns soon.
     *
     * @param traffic how many requests the relays have seen that sagas are made of
     */
    void push(long traffic);

    /** Does once what is due by now; returns soon. */
    void look();

    /** Nothing is being done behind what {@link #sagas} shows. */
    boolean isQuiet();

    /** The timelines of the sagas since {@link #begin}. */
    String timelines();
}
