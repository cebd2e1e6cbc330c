package io.bactrian.testkit.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A part in a process of its own, from this process's class path. It ends when this process does, however that ends: its
 * standard input is a pipe from here, and the end of that is its own.
 */
final class ChildLife implements Life {

    private final Mortality mortality;
    private final Process process;
    private final BufferedReader from;
    private final Writer to;
    private final String url;

    ChildLife(Mortality mortality, String what, List<String> arguments, Path logs, Consumer<Mortality> died) {
        this.mortality = mortality;
        try {
            Path log = Files.createTempFile(logs, mortality + "-", ".log");
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:CICompilerCount=1", // the code of a short life is not worth a second thread
                    "-Xshare:auto",
                    "-XX:+UnlockDiagnosticVMOptions",
                    "-XX:-BytecodeVerificationRemote", // the same classes run in the test itself
                    "-Xmx256m",
                    "-Xmn32m",
                    "-XX:+IgnoreUnrecognizedVMOptions", // the next one is known on Linux only
                    "-XX:+UseTransparentHugePages", // a start touches much new memory
                    "-XX:MetaspaceSize=128m", // no collection of all that is on its way up
                    "-XX:-UsePerfData",
                    "-Dspring.backgroundpreinitializer.ignore=true", // no processor is free while all start
                    "-Djava.io.tmpdir=" + logs, // who is killed leaves its folders behind
                    Child.class.getName(),
                    what,
                    mortality.toString()));
            command.addAll(arguments);
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
            builder.environment()
                    .put(
                            "CLASSPATH",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
            process = builder.start();
            mortality.cutAtDeath(this::kill);
            from = process.inputReader(StandardCharsets.UTF_8);
            to = process.outputWriter(StandardCharsets.UTF_8);
            String port = hear();
            if (port == null) {
                throw new IllegalStateException(
                        mortality + " ended before it was up, see " + log + ", whose end is:\n" + endOf(log));
            }
            url = "http://localhost:" + port;
        } catch (IOException e) {
            throw new UncheckedIOException("no process for " + mortality, e);
        }
        process.onExit().thenRun(() -> died.accept(mortality));
    }

    private static String endOf(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }

    private @Nullable String hear() throws IOException {
        return from.readLine();
    }

    private void kill() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The process halts itself at this point, which only it can see. */
    void arm(CrashPoint point) {
        tell(point.kind() + "|" + point.phase() + "|" + point.occurrence() + "|" + point.what());
    }

    void disarm() {
        tell("disarm");
    }

    private void tell(String line) {
        try {
            to.write(line + "\n");
            to.flush();
            hear();
        } catch (IOException e) {
            if (process.isAlive()) {
                throw new UncheckedIOException(mortality + " does not listen", e);
            }
        }
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public Mortality mortality() {
        return mortality;
    }

    @Override
    public void bury() {
        kill();
    }
}
