package io.bactrian.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/**
 * Runs a broker until it is told to end: {@code --port=9092 --data=FOLDER [--owner=PID]}. An empty folder is formatted, one with
 * data is gone on with. With an owner, the broker ends when that process does, however it does.
 */
public final class BrokerMain {

    private static final String LOG_SETTINGS = "logback.configurationFile";

    private BrokerMain() {}

    public static void main(String[] args) throws IOException {
        if (System.getProperty(LOG_SETTINGS) == null) {
            System.setProperty(LOG_SETTINGS, "io/bactrian/broker/logback.xml");
        }
        Map<String, String> options = options(args);
        int port = port(options, "port");
        Path data = Path.of(needed(options, "data")).toAbsolutePath();
        String owner = options.get("owner");
        if (owner != null) {
            endWith(Long.parseLong(owner));
        }
        Files.createDirectories(data);
        Path settings = data.resolve("server.properties");
        Path log = data.resolve("log");
        // nobody else asks the controller: it may have another port after each start
        Files.writeString(settings, BrokerSettings.of(port, FreePort.find(), log));
        if (!Files.exists(formatted(data))) {
            format(settings);
        }
        Kafka.main(new String[] {settings.toString()});
    }

    /** Where a formatted broker keeps what it is: a file of properties, {@code cluster.id} among them. */
    static Path formatted(Path data) {
        return data.resolve("log").resolve("meta.properties");
    }

    private static void endWith(long owner) {
        ProcessHandle.of(owner)
                .ifPresentOrElse(
                        process -> process.onExit()
                                .thenRun(() -> Runtime.getRuntime().halt(1)),
                        () -> Runtime.getRuntime().halt(1));
    }

    private static void format(Path settings) {
        String[] arguments = {"format", "-t", Uuid.randomUuid().toString(), "-c", settings.toString()};
        int status = StorageTool.execute(arguments, new PrintStream(OutputStream.nullOutputStream(), true));
        if (status != 0) {
            throw new IllegalStateException(
                    "Formatting the broker's folder ended with " + status + ", see " + settings);
        }
    }

    private static Map<String, String> options(String[] args) {
        Map<String, String> options = new HashMap<>();
        for (String arg : args) {
            int equals = arg.indexOf('=');
            if (!arg.startsWith("--") || equals < 0) {
                throw new IllegalArgumentException("An option looks like --port=9092, was " + arg);
            }
            options.put(arg.substring(2, equals), arg.substring(equals + 1));
        }
        return options;
    }

    private static int port(Map<String, String> options, String name) {
        String text = needed(options, name);
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--" + name + " must be a port, was " + text, e);
        }
    }

    private static String needed(Map<String, String> options, String name) {
        String value = options.get(name);
        if (value == null) {
            throw new IllegalArgumentException("--" + name + " is missing");
        }
        return value;
    }
}
