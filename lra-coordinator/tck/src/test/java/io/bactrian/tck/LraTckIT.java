package io.bactrian.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.eclipse.microprofile.lra.tck.TckTests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.runner.JUnitCore;
import org.junit.runner.Result;

/**
 * The official TCK, whole. System properties: {@code tck.engine} ours (default) or narayana; {@code
 * lra.coordinator.url} to test a coordinator that runs already instead of one from the build. One line per test is
 * written to target/tck.
 */
class LraTckIT {

    private static final int TESTS = 133;
    private static final Path REPORTS = Path.of("target", "tck");
    private static final Pattern TEST_CLASS =
            Pattern.compile("org/eclipse/microprofile/lra/tck/(\\w+/)*Tck\\w*Tests\\.class");

    @TempDir
    Path data;

    @Test
    void passesEveryTest() throws Exception {
        Engine engine = Engine.chosen();
        try (Coordinator coordinator = Coordinator.ofChoice(
                engine, data, REPORTS.resolve(engine + "-coordinator.log").toAbsolutePath())) {
            // first of all, so that a run against the wrong one ends at once
            engine.assertAnswered(coordinator.startSaga(), List.of());
            System.setProperty("lra.coordinator.url", coordinator.url().toString());
            JUnitCore junit = new JUnitCore();
            TckReport report = new TckReport();
            junit.addListener(report);

            Result result = junit.run(testClasses());

            write(engine, result, report);
            SoftAssertions.assertSoftly(softly -> {
                softly.assertThat(report.failed()).as("failed tests").isEmpty();
                softly.assertThat(result.getRunCount()).as("tests run").isEqualTo(TESTS);
                softly.assertThat(result.getFailureCount()).as("tests failed").isZero();
                softly.assertThat(result.getIgnoreCount() + result.getAssumptionFailureCount())
                        .as("tests skipped")
                        .isZero();
            });
            assertAnsweredBy(engine, coordinator);
        } finally {
            System.clearProperty("lra.coordinator.url");
        }
    }

    private static void assertAnsweredBy(Engine engine, Coordinator coordinator)
            throws IOException, InterruptedException {
        List<Callbacks.Callback> callbacks = Callbacks.seen();
        assertThat(callbacks).as("callbacks that the TCK's participants got").hasSizeGreaterThan(TESTS);
        assertThat(callbacks).allSatisfy(callback -> assertThat(callback.recoveryUrl())
                .startsWith(coordinator.url().toString()));
        engine.assertAnswered(coordinator.startSaga(), callbacks);
    }

    /** Read from the TCK's jar, so that no class of it can be forgotten. */
    private static Class<?>[] testClasses() throws IOException, URISyntaxException, ClassNotFoundException {
        Path tck = Path.of(TckTests.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<Class<?>> classes = new ArrayList<>();
        try (JarFile jar = new JarFile(tck.toFile())) {
            for (String entry : jar.stream().map(Object::toString).sorted().toList()) {
                if (TEST_CLASS.matcher(entry).matches()) {
                    classes.add(Class.forName(entry.substring(0, entry.length() - ".class".length())
                            .replace('/', '.')));
                }
            }
        }
        return classes.toArray(Class<?>[]::new);
    }

    private static void write(Engine engine, Result result, TckReport report) throws IOException {
        List<String> lines = new ArrayList<>(report.lines());
        lines.add("MicroProfile LRA TCK against %s on Java %s: %d run, %d failed, %d skipped in %d s, %d callbacks"
                .formatted(
                        engine,
                        System.getProperty("java.version"),
                        result.getRunCount(),
                        result.getFailureCount(),
                        result.getIgnoreCount() + result.getAssumptionFailureCount(),
                        result.getRunTime() / 1000,
                        Callbacks.seen().size()));
        Files.createDirectories(REPORTS);
        Files.write(REPORTS.resolve(engine + ".txt"), lines);
    }
}
