package io.bactrian.cli;

import io.bactrian.cli.system.LocalSystem;
import io.bactrian.cli.system.Part;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code bactrian status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows each part; ends with 1 unless all are healthy.")
final class StatusCommand implements Callable<Integer> {

    private final Session session;

    StatusCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        LocalSystem system = session.system();
        session.terminal().line("  engine " + system.engine() + ", data in " + system.data());
        boolean allHealthy = true;
        for (Part part : system.parts()) {
            Optional<Long> pid = system.pid(part);
            boolean healthy = pid.isPresent() && system.healthy(part);
            allHealthy &= healthy;
            session.terminal()
                    .line(String.format(
                            "  %-12s %-11s %-12s %s",
                            part.label(),
                            pid.isEmpty() ? "down" : healthy ? "healthy" : "not healthy",
                            pid.map(id -> "pid " + id).orElse("-"),
                            part == Part.BROKER
                                    ? system.ports().broker()
                                    : system.ports().url(part)));
        }
        return allHealthy ? 0 : 1;
    }
}
