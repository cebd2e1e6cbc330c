package io.bactrian.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {

    private static final int TIMES = 20_000;

    @TempDir
    private Path folder;

    @Test
    void readsWhatItWrote() {
        SystemState state = state();
        StateFile file = new StateFile(folder.resolve("new/system.json"));

        file.write(state);

        assertThat(file.read()).hasValue(state);
    }

    @Test
    void nothingIsRememberedAtFirst() {
        assertThat(new StateFile(folder.resolve("system.json")).read()).isEmpty();
    }

    @Test
    void readsWhileAnotherCommandForgetsTheSystem() {
        SystemState state = state();
        Path kept = folder.resolve("kept.json");
        new StateFile(kept).write(state);
        StateFile file = new StateFile(folder.resolve("system.json"));
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < TIMES; i++) {
                appear(kept);
                file.delete();
            }
        });

        while (!other.isDone()) {
            file.read().ifPresent(found -> assertThat(found).isEqualTo(state));
        }

        assertThat(other).isCompleted();
    }

    private void appear(Path kept) {
        try {
            Files.createLink(folder.resolve("system.json"), kept);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void saysWhichFileIsDamaged() throws IOException {
        Path path = Files.writeString(folder.resolve("system.json"), "{\"engine\":");

        assertThatThrownBy(() -> new StateFile(path).read())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(path + " cannot be read; end what still runs by hand and delete the file");
    }

    private SystemState state() {
        PartProcess process = new PartProcess(Part.PAYMENT, 4711, Instant.parse("2026-11-21T10:00:00.120Z"));
        return new SystemState(
                Sample.ORDERS,
                Engine.NARAYANA,
                Ports.from(9000),
                folder.resolve("data"),
                Map.of(Part.PAYMENT, process));
    }
}
