package io.bactrian.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpackedTest {

    private static final int AT_ONCE = 4;

    @TempDir
    Path folder;

    @Test
    void whoUnpacksSecondLeavesWhatTheFirstOneRunsOn() throws Exception {
        Path jar = coordinator();
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<Object>> places = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                Unpacked unpacked = new Unpacked(folder);
                places.add(threads.submit(() -> {
                    Path place = unpacked.of(jar);
                    return Files.readAttributes(place, "unix:ino").get("ino");
                }));
            }
            Object first = Files.readAttributes(new Unpacked(folder).of(jar), "unix:ino")
                    .get("ino");
            for (Future<Object> place : places) {
                assertThat(place.get()).as("the same file for all").isEqualTo(first);
            }
        } finally {
            threads.shutdownNow();
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("lock", jar.getFileName().toString());
        }
    }

    /** Any executable jar that is built before this module. */
    private static Path coordinator() throws Exception {
        try (Stream<Path> jars =
                Files.list(Path.of("..", "lra-coordinator", "server", "target").toAbsolutePath())) {
            return jars.filter(file -> file.toString().endsWith("-exec.jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
