package io.bactrian.participants.orders;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReturnWindowTest {

    @Test
    void refusesAWindowThatClosesBeforeItOpens() {
        assertThatThrownBy(() -> new ReturnWindow(Duration.ofDays(-1)))
                .hasMessage("orders.return-window must be 0 or longer, was PT-24H");
    }
}
