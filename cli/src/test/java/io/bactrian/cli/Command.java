package io.bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.cli.system.Folders;
import io.bactrian.cli.system.Installation;
import io.bactrian.cli.terminal.Terminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/** The command as a person runs it, with its own state, and what it printed. */
final class Command {

    static final Path HOME = home();

    private final Installation installation;
    private boolean used;
    private String printed = "";

    /** The folder with the modules: of those around the one under test, the one with the command in it. */
    private static Path home() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isRegularFile(folder.resolve("bactrian"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    /** @param name of the folder for state; what an earlier run left there is gone */
    Command(String name) {
        Path state = Path.of("target", "it", name).toAbsolutePath();
        installation = new Installation(HOME, state);
    }

    /** Cleared when it is used first: an instance that is made for a test that is skipped must not take the logs of another. */
    Installation installation() {
        if (!used) {
            used = true;
            if (Files.exists(installation.state().resolve("system.json"))) {
                run("down");
            }
            Folders.delete(installation.state());
        }
        return installation;
    }

    int run(String... arguments) {
        installation();
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text, true);
        int result = Bactrian.run(installation, new Terminal(out, false), out, Clock.systemUTC(), arguments);
        printed = text.toString();
        return result;
    }

    /** Runs what must go well. */
    String succeed(String... arguments) {
        assertThat(run(arguments))
                .as("bactrian %s:\n%s", String.join(" ", arguments), printed)
                .isZero();
        return printed;
    }

    /** Runs what must end with 1. */
    String fail(String... arguments) {
        assertThat(run(arguments))
                .as("bactrian %s:\n%s", String.join(" ", arguments), printed)
                .isEqualTo(1);
        return printed;
    }

    String printed() {
        return printed;
    }
}
