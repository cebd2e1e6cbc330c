package io.bactrian.cli;

import io.bactrian.cli.system.LocalSystem;
import io.bactrian.cli.system.Part;
import io.bactrian.cli.system.Startup;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bactrian start}. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        description = "Starts one part that is down and waits until it is healthy.")
final class StartCommand implements Callable<Integer> {

    private final Session session;

    @Parameters(
            paramLabel = "NAME",
            converter = PartParameter.class,
            completionCandidates = PartParameter.class,
            description = "One of ${COMPLETION-CANDIDATES}.")
    private Part part = Part.COORDINATOR;

    StartCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        LocalSystem system = session.system();
        system.start(part);
        new Startup(session.installation(), system, session.terminal(), session.clock()).await(part);
        session.terminal().line("  " + part.label() + " is healthy");
        return 0;
    }
}
