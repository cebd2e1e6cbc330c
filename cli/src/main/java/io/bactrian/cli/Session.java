package io.bactrian.cli;

import io.bactrian.cli.http.Http;
import io.bactrian.cli.system.Installation;
import io.bactrian.cli.system.LocalSystem;
import io.bactrian.cli.system.Part;
import io.bactrian.cli.terminal.Terminal;
import java.time.Clock;

/** What every word of the command works with. */
record Session(Installation installation, Http http, Terminal terminal, Clock clock) {

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
