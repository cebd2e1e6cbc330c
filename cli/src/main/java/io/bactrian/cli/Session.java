package io.bactrian.cli;

import io.bactrian.cli.http.Http;
import io.bactrian.cli.system.CommandLock;
import io.bactrian.cli.system.Installation;
import io.bactrian.cli.system.LocalSystem;
import io.bactrian.cli.system.Part;
import io.bactrian.cli.terminal.Terminal;
import java.time.Clock;
import java.util.Optional;

/** What every word of the command works with. */
record Session(Installation installation, Http http, Terminal terminal, Clock clock) {

    /**
     * What a command holds while it starts a system, as long as it means to take it down itself, and while it sends orders to one.
     *
     * @throws IllegalStateException when another command holds it
     */
    CommandLock ownership() {
        return CommandLock.tryTake(installation.ownerLock())
                .orElseThrow(
                        () -> new IllegalStateException("A demo is running, or a system is being started, by another"
                                + " command: wait until it has ended, or end it"));
    }

    /** The system that is up, with one of its parts at least. */
    Optional<LocalSystem> running() {
        return LocalSystem.remembered(installation, http).filter(LocalSystem::anyRunning);
    }

    /** @throws IllegalStateException when no system was started */
    LocalSystem system() {
        return LocalSystem.remembered(installation, http)
                .orElseThrow(() -> new IllegalStateException("Nothing is up: start it with ./bactrian up"));
    }

    /** @throws IllegalStateException when a part that must answer is down */
    LocalSystem systemWithAllParts() {
        LocalSystem system = system();
        for (Part part : system.parts()) {
            if (system.pid(part).isEmpty()) {
                throw new IllegalStateException(
                        part.label() + " is down: start it with ./bactrian start " + part.label());
            }
        }
        return system;
    }
}
