package io.bactrian.participants.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OrderKeyTest {

    @Test
    void leavesOrdinaryIdsAsTheyAre() {
        assertThat(OrderKey.of("C536379-1_a.b")).isEqualTo("C536379-1_a.b");
    }

    @Test
    void needsNoEncodingAndComesBackWhateverTheIdHolds() {
        for (String id : new String[] {"50% off", "a+b", "a&b=c", "ü#1?", "a,b{json}", "~25", "*", "x y", "日本"}) {
            assertThat(OrderKey.of(id)).as(id).matches("[A-Za-z0-9._~-]+");
            assertThat(OrderKey.orderId(OrderKey.of(id))).isEqualTo(id);
        }
        assertThat(OrderKey.of("50% off")).isEqualTo("50~25~20off");
    }

    @Test
    void refusesWhatIsNoKey() {
        assertThatThrownBy(() -> OrderKey.orderId("50% off"))
                .isInstanceOf(BadInput.class)
                .hasMessage("option orderKey must be the key that the step joined with, was 50% off");
        assertThatThrownBy(() -> OrderKey.orderId("a~2")).isInstanceOf(BadInput.class);
        assertThatThrownBy(() -> OrderKey.orderId(null)).isInstanceOf(BadInput.class);
    }
}
