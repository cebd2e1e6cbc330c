package io.bactrian.cli;

import io.bactrian.cli.http.Http;
import io.bactrian.cli.system.Installation;
import io.bactrian.cli.terminal.Terminal;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code bactrian} command. The script of that name builds what is missing and then runs this. */
@Command(
        name = "bactrian",
        mixinStandardHelpOptions = true,
        versionProvider = Bactrian.Version.class,
        description = "Sagas for Apache Camel that survive anything: run them, kill them, audit the books.",
        synopsisSubcommandLabel = "COMMAND")
public final class Bactrian implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    private Bactrian() {}

    /** The version in the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Bactrian.class.getPackage().getImplementationVersion();
            return new String[] {"bactrian " + (version == null ? "(not from a jar)" : version)};
        }
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: one of the commands below");
    }

    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(
                new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), StandardCharsets.UTF_8), true);
        Path home = Path.of(System.getProperty("bactrian.home", "."))
                .toAbsolutePath()
                .normalize();
        Path state = Path.of(
                System.getProperty("bactrian.state", home.resolve(".bactrian").toString()));
        boolean screen = Boolean.getBoolean("bactrian.screen");
        Installation installation =
                new Installation(home, state.toAbsolutePath().normalize());
        System.exit(run(installation, new Terminal(out, screen), out, Clock.systemUTC(), arguments));
    }

    /**
     * Runs one command.
     *
     * @param out where help and complaints go
     * @return 0 when it did what was asked and all is well, 1 when it did not, 2 when it was not understood
     */
    public static int run(
            Installation installation, Terminal terminal, PrintWriter out, Clock clock, String... arguments) {
        Session session = new Session(installation, new Http(), terminal, clock);
        return new CommandLine(new Bactrian())
                .addSubcommand(new CommandLine(new DemoCommand(session)).addSubcommand(new InsuranceCommand(session)))
                .addSubcommand(new UpCommand(session))
                .addSubcommand(new DownCommand(session))
                .addSubcommand(new StatusCommand(session))
                .addSubcommand(new LogsCommand(session))
                .addSubcommand(new KillCommand(session))
                .addSubcommand(new StartCommand(session))
                .addSubcommand(new AuditCommand(session))
                .addSubcommand(new CompareCommand(session))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(out)
                .setErr(out)
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    terminal.settle(command.getCommandName() + " failed: " + reasons(e));
                    return 1;
                })
                .execute(arguments);
    }

    /** The messages of a fault and its causes: a person needs the reasons, not the classes they passed through. */
    private static String reasons(Throwable fault) {
        StringBuilder text = new StringBuilder();
        for (Throwable each = fault; each != null; each = each.getCause()) {
            String message = each.getMessage() == null ? each.getClass().getSimpleName() : each.getMessage();
            if (text.indexOf(message) < 0) {
                text.append(text.isEmpty() ? "" : ": ").append(message);
            }
        }
        return text.toString();
    }
}
