package io.bactrian.testkit.crash;

/** A part while it lives: in this process, where ending it makes all it does without effect, or in one of its own. */
interface Life {

    /** {@code http://localhost:port}, where it listens. */
    String url();

    /** Ends when it dies. */
    Mortality mortality();

    /** Gives back what it held, long after its death or at the end of the matrix; nothing it does then has an effect. */
    void bury();
}
