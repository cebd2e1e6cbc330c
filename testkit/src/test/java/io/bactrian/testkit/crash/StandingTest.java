package io.bactrian.testkit.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.testkit.crash.Deed.Kind;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is said of a run beside the recorded one; {@code SeededFaultTest} of the trials has what is said of whole runs. */
class StandingTest {

    @Test
    void aStepMayCallItsServiceAsOftenAsWhenNothingDied() {
        Standing recorded = closed("1 +stock", "1 +stock", "1 +stock");

        assertThat(twice(recorded, cancelled("2 +stock", "2 +stock", "2 +stock", "2 -stock")))
                .isEmpty();
        assertThat(twice(recorded, cancelled("2 +stock", "2 -stock", "2 -stock", "2 -stock")))
                .as("released line by line, whichever of them was reserved")
                .isEmpty();
        assertThat(twice(recorded, closed("2 +stock", "2 +stock", "2 +stock", "2 +stock")))
                .containsExactly("the effect of stock was done 4 times, instead of 3 times at most: nothing tells the"
                        + " second call from the first one's repetition");
    }

    @Test
    void doneAndUndoneOnceIsDoneAndUndoneOnceAlsoWhenAPartDies() {
        Standing recorded = closed("1 +stock");

        assertThat(twice(recorded, closed("2 +stock a", "2 +stock a")))
                .containsExactly("the effect of stock was done twice, though it was the same call");
        assertThat(twice(recorded, cancelled("2 +stock a", "2 -stock b", "2 -stock c")))
                .containsExactly("the effect of stock was undone twice, by different calls");
    }

    @Test
    void anotherSagaHasEffectsOfItsOwn() {
        Standing recorded = closed("1 +stock");
        String[] firstSagaAndSecond = {"2 +stock", "2 -stock", "3 +stock"};
        String[] ofUnknownSagas = {"- +stock", "- -stock", "- +stock"};

        assertThat(twice(recorded, standing("Closed", 2, firstSagaAndSecond))).isEmpty();
        assertThat(twice(closed("- +stock"), standing("Closed", 2, ofUnknownSagas)))
                .isEmpty();
        assertThat(twice(closed("- +stock"), standing("Closed", 1, ofUnknownSagas)))
                .hasSize(1);
    }

    @Test
    void everyCallWithAKeyOfItsOwnStands() {
        Standing recorded = closed("1 +stock a", "1 +stock b", "1 +payment");

        assertThat(missing(recorded, closed("2 +stock c", "2 +stock d", "2 +payment")))
                .isEmpty();
        assertThat(missing(recorded, closed("2 +stock c", "2 +payment"))).containsExactly("stock");
        assertThat(missing(recorded, cancelled("2 +stock c", "2 -stock"))).isEmpty();
    }

    @Test
    void aSagaMayCloseWithoutAStepThatItsRouteGoesOnWithout() {
        Standing recorded = closed("1 +stock", "1 +points", "1 +payment");

        assertThat(recorded.missingIn(closed("2 +payment"), Set.of("points"))).containsExactly("stock");
    }

    @Test
    void aSagaThatClosedHasAllOfItAlsoWhenAnotherDidNotClose() {
        Standing recorded = of(
                List.of("a1 purchase Closed", "a2 return Closed"),
                "a1 +stock",
                "a1 +payment",
                "a1 +shipment",
                "a2 +refund");

        assertThat(missing(recorded, of(List.of("b1 purchase Closed"), "b1 +stock", "b1 +payment")))
                .containsExactly("shipment");
        assertThat(missing(
                        recorded,
                        of(
                                List.of("b1 purchase Closed", "b2 return Cancelled"),
                                "b1 +stock",
                                "b1 +payment",
                                "b1 +shipment",
                                "b2 +refund",
                                "b2 -refund")))
                .isEmpty();
        assertThat(recorded.missingIn(
                        of(List.of("b1 purchase Closed"), "b1 +payment", "b1 +shipment"), Set.of("stock")))
                .isEmpty();
    }

    @Test
    void whatIsMissingIsSaidOnceWhicheverWayItIsSeen() {
        Standing recorded = of(List.of("a1 purchase Closed"), "a1 +stock", "a1 +stock x", "- +mail");

        assertThat(missing(recorded, of(List.of("b1 purchase Closed")))).containsExactly("stock", "stock", "mail");
    }

    @Test
    void aSagaIsComparedWithTheOneOfItsNameThatItIsMostLike() {
        Standing recorded = of(
                List.of("a1 order Closed", "a2 order Closed", "a3 return Closed"),
                "a1 +stock",
                "a2 +stock",
                "a2 +points");

        assertThat(missing(recorded, of(List.of("b1 order Closed"), "b1 +stock")))
                .isEmpty();
        assertThat(missing(recorded, of(List.of("b1 order Closed"), "b1 +points")))
                .containsExactly("stock");
        assertThat(missing(recorded, of(List.of("b1 apology Closed"), "b1 +mail")))
                .as("nothing of that name closed when nothing died")
                .isEmpty();
    }

    @Test
    void whatIsTriedAgainMayFindEverythingDone() {
        Standing recorded = of(List.of("a1 order Closed", "a2 return Closed", "a3 mail Closed"), "a1 +stock");

        assertThat(missing(recorded, of(List.of("b1 order Closed", "b2 order Closed"), "b1 +stock")))
                .isEmpty();
        assertThat(missing(recorded, of(List.of("b1 order Closed", "b2 order Closed"))))
                .containsExactly("stock");
    }

    @Test
    void whatANestedSagaDidIsNotOfTheOneAroundIt() {
        Standing recorded = of(List.of("a1 order Closed", "a2 gift Closed"), "a1 +stock", "a2?ParentLRA=a1 +gift");

        assertThat(missing(recorded, of(List.of("b1 order Closed", "b2 gift Cancelled"), "b1 +stock")))
                .isEmpty();
    }

    private static List<String> missing(Standing recorded, Standing run) {
        return recorded.missingIn(run, Set.of());
    }

    private static List<String> twice(Standing recorded, Standing run) {
        return recorded.changes().exceededIn(run.changes());
    }

    private static Standing closed(String... deeds) {
        return standing("Closed", 1, deeds);
    }

    private static Standing cancelled(String... deeds) {
        return standing("Cancelled", 1, deeds);
    }

    /** @param deeds {@code saga +step call} when it is done, {@code saga -step call} when it is undone; - for no saga */
    private static Standing standing(String status, int sagas, String... deeds) {
        return of(
                Stream.iterate(1, number -> number + 1)
                        .limit(sagas)
                        .map(number -> "saga-" + number + " some " + status)
                        .toList(),
                deeds);
    }

    /** @param sagas {@code id name status} */
    private static Standing of(List<String> sagas, String... deeds) {
        return Standing.of(
                sagas.stream()
                        .map(saga -> saga.split(" "))
                        .map(words -> new SagaEnd(words[0], words[1], words[2], List.of()))
                        .toList(),
                Stream.of(deeds).map(StandingTest::deed).toList());
    }

    private static Deed deed(String text) {
        String[] words = text.split(" ");
        return new Deed(
                words[1].startsWith("+") ? Kind.DONE : Kind.UNDONE,
                words[1].substring(1),
                "",
                words[0].equals("-") ? null : words[0],
                true,
                words.length < 3 ? null : words[2]);
    }
}
