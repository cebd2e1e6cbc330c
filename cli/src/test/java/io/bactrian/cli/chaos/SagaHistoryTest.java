package io.bactrian.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.cli.chaos.Moment.Kind;
import io.bactrian.cli.system.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SagaHistoryTest {

    private static final Instant BEGIN = Instant.parse("2026-11-21T10:00:00Z");

    private final List<Moment> moments = new ArrayList<>();

    @Test
    void readsThePhaseFromTheLastMoment() {
        happens(Kind.STARTED, 0);
        happens(Kind.JOINED, 0);
        happens(Kind.JOINED, 1);
        happens(Kind.ACTED, 1);
        happens(Kind.JOINED, 2);
        happens(Kind.REFUSED, 2);
        happens(Kind.CANCELLING, 0);
        happens(Kind.SETTLED, 2);
        happens(Kind.RECORDED, 2);
        happens(Kind.SETTLED, 1);
        happens(Kind.RECORDED, 1);
        happens(Kind.ENDED, 0);

        assertThat(phases())
                .containsExactly(
                        "JOIN 0",
                        "JOIN 1",
                        "ACTION 1",
                        "JOIN 2",
                        "ACTION 2",
                        "DECISION 0",
                        "COMPENSATION 2",
                        "RECORD 2",
                        "COMPENSATION 1",
                        "RECORD 1",
                        "COMPENSATION 0",
                        "none");
    }

    @Test
    void aClosedSagaIsToldNotCompensated() {
        happens(Kind.STARTED, 0);
        happens(Kind.JOINED, 4);
        happens(Kind.ACTED, 4);
        happens(Kind.CLOSING, 0);
        happens(Kind.SETTLED, 1);
        happens(Kind.RECORDED, 1);

        assertThat(phases())
                .containsExactly("JOIN 0", "ACTION 4", "DECISION 0", "COMPLETION 4", "RECORD 1", "COMPLETION 0");
    }

    @Test
    void isNowhereBeforeItsStart() {
        happens(Kind.STARTED, 0);

        assertThat(history().at(BEGIN.minusMillis(1))).isEmpty();
        assertThat(history().at(BEGIN)).isEmpty();
    }

    @Test
    void aKillConcernsTheSagasThatNeedTheVictim() {
        SagaHistory.Position charging = new SagaHistory.Position(Phase.ACTION, 2);

        assertThat(Course.ORDER.concerns(Part.PAYMENT, charging)).isTrue();
        assertThat(Course.ORDER.concerns(Part.ROUTES, charging)).isTrue();
        assertThat(Course.ORDER.concerns(Part.COORDINATOR, charging)).isTrue();
        assertThat(Course.ORDER.concerns(Part.SHIPPING, charging)).isFalse();
        assertThat(Course.ORDER.concerns(Part.ROUTES, new SagaHistory.Position(Phase.COMPENSATION, 2)))
                .isFalse();
    }

    @Test
    void theFirstStepOfAReturnActsAsAllOthersDo() {
        happens(Kind.STARTED, 0);
        happens(Kind.JOINED, 0);
        happens(Kind.ACTED, 0);
        happens(Kind.JOINED, 1);
        happens(Kind.ACTED, 1);
        happens(Kind.JOINED, 2);
        happens(Kind.ACTED, 2);

        assertThat(phases(new SagaHistory(Course.RETURN, moments)))
                .containsExactly("JOIN 0", "ACTION 0", "JOIN 1", "ACTION 1", "JOIN 2", "ACTION 2", "DECISION 0");
    }

    @Test
    void aKillConcernsTheReturnsThatNeedTheVictim() {
        SagaHistory.Position refunding = new SagaHistory.Position(Phase.ACTION, 1);

        assertThat(Course.RETURN.concerns(Part.PAYMENT, refunding)).isTrue();
        assertThat(Course.RETURN.concerns(Part.ORDERS, refunding)).isFalse();
        assertThat(Course.RETURN.concerns(Part.ORDERS, new SagaHistory.Position(Phase.COMPENSATION, 0)))
                .isTrue();
        assertThat(Course.RETURN.concerns(Part.ROUTES, new SagaHistory.Position(Phase.COMPENSATION, 0)))
                .isFalse();
        assertThat(Course.RETURN.concerns(Part.SHIPPING, refunding)).isFalse();
    }

    @Test
    void countsAKillOnceForEachPhase() {
        happens(Kind.STARTED, 0);
        happens(Kind.JOINED, 1);
        SagaHistory acting = history();
        Kill inventory = new Kill(Part.INVENTORY, 1, BEGIN.plusMillis(50), BEGIN.plusSeconds(5));
        Kill shipping = new Kill(Part.SHIPPING, 2, BEGIN.plusMillis(50), BEGIN.plusSeconds(5));

        PhaseHistogram histogram = new PhaseHistogram(List.of(inventory, shipping), List.of(acting, acting));

        assertThat(histogram.kills(Phase.ACTION)).isEqualTo(1);
        assertThat(histogram.kills(Phase.JOIN)).isZero();
        assertThat(histogram.lines())
                .anyMatch(line -> line.matches("  action +1 +2  █+"))
                .contains("  no saga needed the victim: 1 kills");
    }

    @Test
    void measuresOrphansFromTheReturnOfTheRoutes() {
        Kill kill = new Kill(Part.ROUTES, 1, BEGIN.plusSeconds(1), BEGIN.plusSeconds(6));
        SagaHistory undone = new SagaHistory(
                Course.ORDER,
                List.of(
                        new Moment(BEGIN, Kind.STARTED, 0),
                        new Moment(BEGIN.plusSeconds(6), Kind.CANCELLING, 0),
                        new Moment(BEGIN.plusSeconds(8), Kind.ENDED, 0)));
        SagaHistory open = new SagaHistory(Course.ORDER, List.of(new Moment(BEGIN, Kind.STARTED, 0)));
        SagaHistory decidedBefore = new SagaHistory(
                Course.ORDER,
                List.of(
                        new Moment(BEGIN, Kind.STARTED, 0),
                        new Moment(BEGIN.plusMillis(500), Kind.CLOSING, 0),
                        new Moment(BEGIN.plusSeconds(20), Kind.ENDED, 0)));
        SagaHistory later = new SagaHistory(Course.ORDER, List.of(new Moment(BEGIN.plusSeconds(2), Kind.STARTED, 0)));

        assertThat(Orphans.of(kill, List.of(undone, open, decidedBefore, later)))
                .isEqualTo(new Orphans(2, 1, Duration.ofSeconds(5), Duration.ofSeconds(2)));
    }

    private void happens(Kind kind, int place) {
        moments.add(new Moment(BEGIN.plusMillis(moments.size()), kind, place));
    }

    private SagaHistory history() {
        return new SagaHistory(Course.ORDER, moments);
    }

    /** The phase just after each moment. */
    private List<String> phases() {
        return phases(history());
    }

    private List<String> phases(SagaHistory history) {
        return moments.stream()
                .map(moment -> history.at(moment.at().plusNanos(1)))
                .map(position ->
                        position.map(at -> at.phase() + " " + at.place()).orElse("none"))
                .toList();
    }
}
