package io.bactrian.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run of a few seconds of the executable jar with all engines: what it counts, not how fast it was. */
class BenchmarksIT {

    private static final String ENGINES = System.getProperty("benchmarks.engines", "ours,narayana,ceiling");

    @TempDir
    Path temporary;

    @Test
    void measuresEveryEngineAndFindsNothingWrong() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Djava.io.tmpdir=" + temporary,
                        "-jar",
                        System.getProperty("exec.jar"),
                        "--engines=" + ENGINES,
                        "--clients=4",
                        "--participants=3",
                        "--ends=close,cancel",
                        "--seconds=0.5",
                        "--rounds=2",
                        "--warm-up=0.3")
                .redirectErrorStream(true);
        // of the engines too: in seconds an optimizing compiler costs more than it gains
        builder.environment().put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1");
        Process benchmarks = builder.start();
        benchmarks.getOutputStream().close();
        String printed = new String(benchmarks.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(benchmarks.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(benchmarks.exitValue()).as(printed).isZero();
        List<String> expected = new ArrayList<>();
        for (String end : new String[] {"close", "cancel"}) {
            Arrays.stream(ENGINES.split(","))
                    .forEach(engine -> expected.add(end + ", 3 participants, 4 clients " + engine));
        }
        List<String[]> rows = printed.lines()
                .filter(line -> line.contains("participants, "))
                .map(line -> line.split(" *\\| *"))
                .toList();
        assertThat(rows).extracting(cells -> cells[1] + " " + cells[2]).containsExactlyElementsOf(expected);
        assertThat(rows).allSatisfy(cells -> {
            assertThat(Integer.parseInt(cells[3])).as("sagas of " + cells[2]).isPositive();
            assertThat(cells[cells.length - 1]).as("wrong sagas of " + cells[2]).isEqualTo("0");
        });
        assertThat(temporary).as("the engines' files are gone").isEmptyDirectory();
    }
}
