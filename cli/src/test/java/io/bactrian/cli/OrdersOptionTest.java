package io.bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.cli.system.Installation;
import io.bactrian.cli.terminal.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of orders with which nothing is started, and nothing of earlier times deleted. */
class OrdersOptionTest {

    @TempDir
    private Path folder;

    private Path earlier;

    @BeforeEach
    void earlierData() throws IOException {
        earlier = folder.resolve("state/data/demo/orders.mv.db");
        Files.createDirectories(earlier.getParent());
        Files.writeString(earlier, "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/dev/null", ".", "no-such-file.jsonl"})
    void mustBeAFileThatCanBeReadTwice(String path) {
        assertThat(demo(Path.of(path)))
                .isEqualTo("demo failed: --orders must be a regular file that can be read, was " + path
                        + ": orders are read more than once, so write what comes from a pipe into a file first\n");
    }

    @Test
    void areReadBeforeAnythingIsStarted() throws IOException {
        assertThat(demo(Files.writeString(folder.resolve("orders.csv"), "order,customer\n")))
                .contains("demo failed: ", "orders.csv: the first line must be the header order_id,");
    }

    @Test
    void withoutAnyOrderAreNoSuccess() throws IOException {
        Path file = Files.writeString(folder.resolve("orders.jsonl"), "{}\n");

        assertThat(demo(file)).isEqualTo("""
                          skipped    line 1: lines must be an array
                          skipped    1 bad line
                        demo failed: There is no order in %s that could be sent
                        """.formatted(file));
    }

    private String demo(Path orders) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text, true);
        Installation nothingBuilt = new Installation(folder, folder.resolve("state"));
        int result = Bactrian.run(
                nothingBuilt, new Terminal(out, false), out, Clock.systemUTC(), "demo", "--orders", orders.toString());
        assertThat(result).as(text.toString()).isEqualTo(1);
        assertThat(earlier).exists();
        return text.toString();
    }
}
