package io.bactrian.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {

    @TempDir
    private Path folder;

    @Test
    void readsWhatItWrote() {
        PartProcess process = new PartProcess(Part.PAYMENT, 4711, Instant.parse("2026-11-21T10:00:00.120Z"));
        SystemState state = new SystemState(
                Sample.ORDERS,
                Engine.NARAYANA,
                Ports.from(9000),
                folder.resolve("data"),
                Map.of(Part.PAYMENT, process));
        StateFile file = new StateFile(folder.resolve("new/system.json"));

        file.write(state);

        assertThat(file.read()).hasValue(state);
    }

    @Test
    void nothingIsRememberedAtFirst() {
        assertThat(new StateFile(folder.resolve("system.json")).read()).isEmpty();
    }

    @Test
    void saysWhichFileIsDamaged() throws IOException {
        Path path = Files.writeString(folder.resolve("system.json"), "{\"engine\":");

        assertThatThrownBy(() -> new StateFile(path).read())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(path + " cannot be read; end what still runs by hand and delete the file");
    }
}
