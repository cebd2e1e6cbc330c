package io.bactrian.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PartProcessTest {

    private static final Path DATA = Path.of("/state/data/demo");

    private final ProcessHandle self = ProcessHandle.current();

    @Test
    void findsItsProcess() {
        assertThat(PartProcess.of(Part.ORDERS, self).handle(arguments -> false)).hasValue(self);
    }

    @Test
    void isNotAnotherProcessThatWasGivenTheSamePid() {
        Instant earlier = self.info().startInstant().orElseThrow().minusSeconds(60);

        assertThat(found(self, earlier)).isEmpty();
    }

    @Test
    void isItselfStillAfterTheClockWasSet() throws IOException {
        assertThat(foundAfterTheClockWasSet("--server.port=9012", "--url=jdbc:h2:file:/state/data/demo/payment;X=1"))
                .isPresent();
        assertThat(foundAfterTheClockWasSet("--port=9012", "--data=/state/data/demo/payment"))
                .isPresent();
    }

    @Test
    void isNoStrangerAfterTheClockWasSet() throws IOException {
        assertThat(foundAfterTheClockWasSet("/state/data/demo/payment.mv.db")).isEmpty();
        assertThat(foundAfterTheClockWasSet("--server.port=9012", "--url=jdbc:h2:file:/state/data/demo2/payment"))
                .isEmpty();
        assertThat(foundAfterTheClockWasSet("--server.port=9013", "--url=jdbc:h2:file:/state/data/demo/orders"))
                .isEmpty();
    }

    private static Optional<ProcessHandle> foundAfterTheClockWasSet(String... arguments) throws IOException {
        List<String> waiting = new ArrayList<>(List.of("sh", "-c", "read line", "sh"));
        waiting.addAll(List.of(arguments));
        Process process = new ProcessBuilder(waiting).start();
        try {
            Instant started = process.info().startInstant().orElseThrow();
            return found(process.toHandle(), started.minusSeconds(3600));
        } finally {
            process.destroyForcibly();
        }
    }

    private static Optional<ProcessHandle> found(ProcessHandle handle, Instant startedAt) {
        SystemState system = new SystemState(
                Sample.ORDERS,
                Engine.OURS,
                Ports.from(9000),
                DATA,
                Map.of(Part.PAYMENT, new PartProcess(Part.PAYMENT, handle.pid(), startedAt)));
        return system.handle(Part.PAYMENT);
    }
}
