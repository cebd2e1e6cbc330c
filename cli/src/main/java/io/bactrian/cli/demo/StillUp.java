package io.bactrian.cli.demo;

import io.bactrian.cli.system.LocalSystem;

/** Whether any part of the system runs: while a demo uses it, another command may take it down. */
final class StillUp {

    private final LocalSystem system;
    private volatile boolean gone;

    StillUp(LocalSystem system) {
        this.system = system;
    }

    /** Looks again; a system that was seen to be down counts as that for good. */
    boolean check() {
        if (!gone) {
            gone = !system.anyRunning();
        }
        return !gone;
    }

    /** Whether no part ran at the last look. */
    boolean gone() {
        return gone;
    }

    /** @throws IllegalStateException when no part ran at the last look */
    void orFail() {
        if (gone) {
            throw new IllegalStateException("No part of the system runs any more: another command has taken it down");
        }
    }
}
