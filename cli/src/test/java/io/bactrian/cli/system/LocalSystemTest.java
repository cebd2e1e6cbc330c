package io.bactrian.cli.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.cli.http.Http;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A system that two commands work with, the other one by way of the file alone. */
class LocalSystemTest {

    @TempDir
    private Path folder;

    private final List<Process> processes = new ArrayList<>();
    private Installation installation;
    private StateFile file;
    private LocalSystem system;

    @BeforeEach
    void remember() throws IOException {
        installation = new Installation(folder, folder.resolve("state"));
        file = new StateFile(installation.stateFile());
        file.write(state("demo", sleeping()));
        system = LocalSystem.remembered(installation, new Http()).orElseThrow();
    }

    @AfterEach
    void end() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void endsWhatAnotherCommandHasRestarted() throws IOException {
        Process restarted = restart();

        system.down();

        assertThat(restarted.isAlive()).isFalse();
        assertThat(file.read()).isEmpty();
    }

    @Test
    void abandonsWhatAnotherCommandHasRestarted() throws IOException {
        Process restarted = restart();

        system.abandon();

        assertThat(restarted.onExit()).succeedsWithin(Duration.ofSeconds(20));
        assertThat(file.read()).isEmpty();
    }

    @Test
    void seesWhatAnotherCommandHasRestarted() throws IOException {
        Process restarted = restart();

        assertThat(system.pid(Part.PAYMENT)).hasValue(restarted.pid());
        assertThat(system.kill(Part.PAYMENT)).hasValue(restarted.pid());
        assertThat(file.read().orElseThrow().processes()).isEmpty();
    }

    @Test
    void startsNothingOfASystemThatWasTakenDown() {
        LocalSystem.remembered(installation, new Http()).orElseThrow().down();

        assertThatThrownBy(() -> system.start(Part.PAYMENT))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The system was taken down by another command, payment is not started");
        assertThat(file.read()).isEmpty();
    }

    @Test
    void neitherStartsBesideAnotherSystemNorForgetsIt() {
        LocalSystem other = LocalSystem.planned(
                installation, new Http(), Sample.ORDERS, Engine.OURS, Ports.from(9000), folder.resolve("other"));

        assertThatThrownBy(() -> other.start(Part.PAYMENT))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Another system is up: take it down first with ./bactrian down");
        other.abandon();

        assertThat(system.pid(Part.PAYMENT)).isPresent();
    }

    private Process restart() throws IOException {
        processes.get(0).destroyForcibly();
        Process restarted = sleeping();
        file.write(state("demo", restarted));
        return restarted;
    }

    private Process sleeping() throws IOException {
        Process process = new ProcessBuilder("sleep", "60").start();
        processes.add(process);
        return process;
    }

    private SystemState state(String data, Process payment) {
        return new SystemState(
                Sample.ORDERS,
                Engine.OURS,
                Ports.from(9000),
                folder.resolve(data),
                Map.of(Part.PAYMENT, PartProcess.of(Part.PAYMENT, payment.toHandle())));
    }
}
