package io.bactrian.testkit.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.testkit.crash.Deed.Kind;
import io.bactrian.testkit.crash.Wire.Joined;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is said of the order of effects; {@code SeededFaultTest} of the trials has what is said of whole runs. */
class JudgeTest {

    private static final String NOT_THE_REVERSE =
            "the effect of stock was undone before that of payment, which came after it";

    @Test
    void effectsOfASagaAreUndoneInTheReverseOrder() {
        assertThat(orderOf(Stream.of(), "1 +stock", "1 +payment", "1 -payment", "1 -stock"))
                .isEmpty();
        assertThat(orderOf(Stream.of(), "1 +stock", "1 +payment", "1 -stock", "1 -payment"))
                .containsExactly(NOT_THE_REVERSE);
    }

    @Test
    void effectsOfTwoSagasHaveNoOrder() {
        assertThat(orderOf(Stream.of(), "1 +stock", "2 +payment", "1 -stock", "2 -payment"))
                .isEmpty();
    }

    @Test
    void whatBeganWhenTheOtherWasUndoneHasNoOrder() {
        assertThat(orderOf(Stream.of(), "1 +stock", "1 -stock", "1 +payment", "1 -payment"))
                .isEmpty();
    }

    @Test
    void stepsThatJoinedAreUndoneInTheReverseOrderOfThat() {
        String[] effects = {"1 +payment", "1 +stock", "1 -payment", "1 -stock"};

        assertThat(orderOf(Stream.of("stock", "payment"), effects)).isEmpty();
        assertThat(orderOf(Stream.of("payment", "stock"), effects))
                .containsExactly("the effect of payment was undone before that of stock, which came after it");
    }

    @Test
    void whatIsCalledOncePerOrderLineIsNotDoneTwice() {
        assertThat(orderOf(Stream.of(), "1 +stock", "1 +stock", "1 +payment", "1 -payment", "1 -stock"))
                .isEmpty();
    }

    /** @param deeds {@code saga +step} when it is done, {@code saga -step} when it is undone */
    private static List<String> orderOf(Stream<String> joined, String... deeds) {
        List<SagaEnd> sagas = Stream.of(deeds)
                .map(deed -> deed.substring(0, 1))
                .distinct()
                .map(saga -> new SagaEnd(saga, null, "Cancelled", List.of()))
                .toList();
        List<Deed> journal = Stream.of(deeds)
                .map(deed -> new Deed(
                        deed.charAt(2) == '+' ? Kind.DONE : Kind.UNDONE,
                        deed.substring(3),
                        "",
                        deed.substring(0, 1),
                        true,
                        null))
                .toList();
        List<Joined> participants =
                joined.map(step -> new Joined(step, "1", "application", false)).toList();
        return Judge.faults(sagas, participants, journal, null);
    }
}
