package io.bactrian.cli.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class PartProcessTest {

    private final ProcessHandle self = ProcessHandle.current();

    @Test
    void findsItsProcess() {
        assertThat(PartProcess.of(Part.ORDERS, self).handle()).hasValue(self);
    }

    @Test
    void isNotAnotherProcessThatWasGivenTheSamePid() {
        Instant earlier = self.info().startInstant().orElseThrow().minusSeconds(60);

        assertThat(new PartProcess(Part.ORDERS, self.pid(), earlier).handle()).isEmpty();
    }
}
