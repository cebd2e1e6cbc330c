package io.bactrian.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLockTest {

    @TempDir
    private Path folder;

    @Test
    void isHeldByOneAtATime() {
        Path file = folder.resolve("new/some.lock");

        CommandLock first = CommandLock.tryTake(file).orElseThrow();
        assertThat(CommandLock.tryTake(file)).isEmpty();
        first.close();

        try (CommandLock second = CommandLock.take(file)) {
            assertThat(CommandLock.tryTake(file)).as("beside %s", second).isEmpty();
        }
    }
}
