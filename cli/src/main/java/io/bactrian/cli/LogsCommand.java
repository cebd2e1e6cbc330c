package io.bactrian.cli;

import io.bactrian.cli.system.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bactrian logs}. */
@Command(name = "logs", mixinStandardHelpOptions = true, description = "Shows the end of one part's log.")
final class LogsCommand implements Callable<Integer> {

    private final Session session;

    @Parameters(
            paramLabel = "NAME",
            converter = PartParameter.class,
            completionCandidates = PartParameter.class,
            description = "One of ${COMPLETION-CANDIDATES}.")
    private Part part = Part.COORDINATOR;

    @Option(
            names = {"-n", "--lines"},
            defaultValue = "100",
            description = "How many lines (default: 100).")
    private int lines;

    LogsCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        Path log = session.installation().log(part);
        if (!Files.exists(log)) {
            throw new IOException("There is no log " + log + " yet");
        }
        ArrayDeque<String> end = new ArrayDeque<>();
        try (Stream<String> all = Files.lines(log)) {
            all.forEach(line -> {
                end.add(line);
                if (end.size() > lines) {
                    end.remove();
                }
            });
        }
        end.forEach(session.terminal()::line);
        return 0;
    }
}
