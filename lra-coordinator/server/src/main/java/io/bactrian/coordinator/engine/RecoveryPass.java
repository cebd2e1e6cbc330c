package io.bactrian.coordinator.engine;

/** One forced pass over everything that is owed, parked calls included. */
public interface RecoveryPass {

    /**
     * Calls whatever may be called now, in order, and waits for the answers, at most 5 s. One at a time: a pass that
     * is asked for while another runs waits for that one.
     */
    void run();
}
