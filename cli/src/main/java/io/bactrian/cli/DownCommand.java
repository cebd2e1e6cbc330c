package io.bactrian.cli;

import io.bactrian.cli.system.LocalSystem;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code bactrian down}. */
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = "Ends the parts that were started here, and no other process. Data and logs stay.")
final class DownCommand implements Callable<Integer> {

    private final Session session;

    DownCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Optional<LocalSystem> system = LocalSystem.remembered(session.installation(), session.http());
        system.ifPresent(LocalSystem::down);
        session.terminal().line(system.isPresent() ? "  down" : "  nothing was up");
        return 0;
    }
}
