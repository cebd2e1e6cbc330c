package io.bactrian.starter.barrier;

/** How a step stands. */
enum State {
    /** The action had its effect. */
    ACTED,
    /** The action was refused and had no effect. */
    REFUSED,
    /** The effect was made final. */
    COMPLETED,
    /** The effect was taken back. */
    COMPENSATED,
    /** The saga ended for this step before its action had an effect: it may not have one any more. */
    BLOCKED;

    boolean isUndone() {
        return this == COMPENSATED || this == BLOCKED;
    }
}
