package io.bactrian.coordinator.saga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OrderPolicyTest {

    @Test
    void isReadFromItsHeader() {
        assertThat(OrderPolicy.ofWire("strict")).isEqualTo(OrderPolicy.STRICT);
        assertThat(OrderPolicy.ofWire(" Best-Effort ")).isEqualTo(OrderPolicy.BEST_EFFORT);
    }

    @Test
    void refusesWhatIsNeither() {
        assertThatThrownBy(() -> OrderPolicy.ofWire("reverse"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Bactrian-Order must be best-effort or strict, was reverse");
    }
}
