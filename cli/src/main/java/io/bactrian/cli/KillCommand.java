package io.bactrian.cli;

import io.bactrian.cli.system.Part;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bactrian kill}. */
@Command(name = "kill", mixinStandardHelpOptions = true, description = "Kills one part with -9; start brings it back.")
final class KillCommand implements Callable<Integer> {

    private final Session session;

    @Parameters(
            paramLabel = "NAME",
            converter = PartParameter.class,
            completionCandidates = PartParameter.class,
            description = "One of ${COMPLETION-CANDIDATES}.")
    private Part part = Part.COORDINATOR;

    KillCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Optional<Long> pid = session.system().kill(part);
        session.terminal()
                .line(pid.map(id -> "  kill -9    " + part.label() + " (pid " + id + ")")
                        .orElse("  " + part.label() + " was down"));
        return pid.isPresent() ? 0 : 1;
    }
}
