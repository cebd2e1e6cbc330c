package io.bactrian.coordinator.flows;

import static io.bactrian.coordinator.flows.Insurance.START;
import static io.bactrian.coordinator.flows.Insurance.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.coordinator.flows.FlowDeclaration.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowCourseTest {

    private static FlowCourse course(FlowEvent... events) {
        return course(null, events);
    }

    private static FlowCourse course(Instant judgedAt, FlowEvent... events) {
        return FlowCourse.of(Insurance.FLOW, List.of(events), judgedAt, null);
    }

    private static FlowCourse course(List<FlowEvent> events) {
        return FlowCourse.of(Insurance.FLOW, events, null, null);
    }

    private static List<FlowEvent> and(List<FlowEvent> some, FlowEvent... more) {
        return Stream.concat(some.stream(), Stream.of(more)).toList();
    }

    @Test
    void expectsTheNextEventWithinItsTime() {
        FlowCourse course = course(event("QuoteApproved", "q1", null, 0), event("PolicyCreated", "p1", "q1", 4));

        assertThat(course.state()).isEqualTo(FlowState.RUNNING);
        assertThat(course.expecting()).isEqualTo("InvoiceCreated or InvoiceFailed");
        assertThat(course.expectedBy()).isEqualTo(START.plusSeconds(34));
        assertThat(course.dueAt()).isEqualTo(START.plusSeconds(34));
        assertThat(course.startedAt()).isEqualTo(START);
        assertThat(course.latestEvent()).isEqualTo("PolicyCreated");
        assertThat(course.endedAt()).isNull();
    }

    @Test
    void isDoneWhenTheEndCameAndNothingIsExpected() {
        FlowCourse course = course(Insurance.goesWell());

        assertThat(course.state()).isEqualTo(FlowState.DONE);
        assertThat(course.endedAt()).isEqualTo(START.plusSeconds(3));
        assertThat(course.expecting()).isNull();
        assertThat(course.dueAt()).isNull();
    }

    @Test
    void isCompensatedWhenTheWayBackIsDone() {
        FlowCourse course = course(Insurance.isTakenBack());

        assertThat(course.state()).isEqualTo(FlowState.COMPENSATED);
        assertThat(course.endedAt()).isEqualTo(START.plusSeconds(4));
    }

    @Test
    void isOnTheWayBackUntilEverythingIsTakenBack() {
        FlowCourse course = course(Insurance.isTakenBack().subList(0, 4));

        assertThat(course.state()).isEqualTo(FlowState.RUNNING);
        assertThat(course.expecting()).isEqualTo("QuoteReopened");
    }

    @Test
    void isStalledOnceItWasLookedAtAfterTheTimeAndNotBefore() {
        FlowEvent quote = event("QuoteApproved", "q1", null, 0);

        assertThat(course(START.plusSeconds(29), quote).state()).isEqualTo(FlowState.RUNNING);
        FlowCourse late = course(START.plusSeconds(30), quote);
        assertThat(late.state()).isEqualTo(FlowState.STALLED);
        assertThat(late.dueAt()).as("there is nothing more to look for").isNull();
        assertThat(late.overdue())
                .singleElement()
                .extracting(Expectation::complaint)
                .isEqualTo("PolicyCreated did not come within 30 s after QuoteApproved (from quote-service)");
    }

    @Test
    void goesOnWhenWhatWasLateComesAfterAllAndKeepsTheNote() {
        FlowEvent quote = event("QuoteApproved", "q1", null, 0);
        FlowCourse late = course(START.plusSeconds(30), quote);
        FlowCourse goesOn = course(START.plusSeconds(30), quote, event("PolicyCreated", "p1", "q1", 45));

        assertThat(late.newsSince(course(quote), START.plusSeconds(31)))
                .containsExactly(new FlowNote(
                        START.plusSeconds(31),
                        FlowNote.Kind.STALLED,
                        "PolicyCreated did not come within 30 s after QuoteApproved (from quote-service)"));
        assertThat(late.newsSince(late, START.plusSeconds(32))).isEmpty();
        assertThat(goesOn.state()).isEqualTo(FlowState.RUNNING);
        assertThat(goesOn.expectedBy()).isEqualTo(START.plusSeconds(75));
        assertThat(goesOn.newsSince(late, START.plusSeconds(45)))
                .containsExactly(new FlowNote(
                        START.plusSeconds(45), FlowNote.Kind.RESUMED, "PolicyCreated came after all, 15 s late"));
    }

    @Test
    void knowsEffectsBeforeTheirCauses() {
        FlowCourse course = course(event("InvoiceCreated", "i1", "p1", 2), event("NotificationSent", "n1", "i1", 3));

        assertThat(course.state()).isEqualTo(FlowState.DONE);
        assertThat(course(event("InvoiceCreated", "i1", "p1", 2)).expecting()).isEqualTo("NotificationSent");
    }

    @Test
    void expectsASecondRoundToBeAnsweredAnew() {
        List<FlowEvent> again = new ArrayList<>(Insurance.isTakenBack());
        again.add(event("QuoteApproved", "q3", null, 100));
        assertThat(course(again).state()).isEqualTo(FlowState.RUNNING);
        assertThat(course(again).expecting()).isEqualTo("PolicyCreated");
        assertThat(course(again).expectedBy()).isEqualTo(START.plusSeconds(130));

        again.add(event("PolicyCreated", "p3", "q3", 101));
        again.add(event("InvoiceCreated", "i3", "p3", 102));
        again.add(event("NotificationSent", "n3", "i3", 103));
        assertThat(course(again).state()).isEqualTo(FlowState.DONE);
        assertThat(course(again).endedAt()).isEqualTo(START.plusSeconds(103));
    }

    @Test
    void takesAnEventWithoutAKnownCauseForTheAnswerToAllOfThem() {
        for (String cause : new String[] {null, "a-command", "n0"}) {
            FlowCourse course = course(
                    event("QuoteApproved", "q1", null, 0),
                    event("QuoteApproved", "q2", null, 1),
                    event("PolicyCreated", "p1", cause, 2));

            assertThat(course.expecting()).as("cause " + cause).isEqualTo("InvoiceCreated or InvoiceFailed");
            assertThat(course.open()).hasSize(1);
        }
    }

    @Test
    void wantsEveryBranchToEnd() {
        FlowDeclaration fan = new FlowDeclaration(
                "fan",
                List.of("t"),
                List.of("Placed", "Documented", "Notified"),
                List.of("Placed"),
                List.of(
                        new Rule("Placed", List.of("Documented"), Duration.ofSeconds(10)),
                        new Rule("Placed", List.of("Notified"), Duration.ofSeconds(20))),
                List.of("Documented", "Notified"),
                List.of());
        FlowEvent placed = event("Placed", "a", null, 0);
        FlowEvent documented = event("Documented", "b", "a", 1);

        FlowCourse none = FlowCourse.of(fan, List.of(placed), null, null);
        assertThat(none.expecting()).isEqualTo("Documented, Notified");
        assertThat(none.expectedBy()).isEqualTo(START.plusSeconds(10));
        FlowCourse firstLate = FlowCourse.of(fan, List.of(placed), START.plusSeconds(15), null);
        assertThat(firstLate.overdue()).hasSize(1);
        assertThat(firstLate.dueAt()).as("the second may be late too").isEqualTo(START.plusSeconds(20));
        FlowCourse half = FlowCourse.of(fan, List.of(placed, documented), START.plusSeconds(15), null);
        assertThat(half.state()).isEqualTo(FlowState.RUNNING);
        assertThat(FlowCourse.of(fan, List.of(placed, documented, event("Notified", "c", "a", 19)), null, null)
                        .state())
                .isEqualTo(FlowState.DONE);
    }

    @Test
    void keepsWhatComesAfterTheEndAndOpensAgainOnlyWhenSomethingIsExpectedAfterIt() {
        FlowCourse ended = course(Insurance.goesWell());
        FlowCourse informed = course(and(Insurance.goesWell(), event("BrokerCalled", "b1", null, 60)));
        assertThat(informed.state()).isEqualTo(FlowState.DONE);
        assertThat(informed.events()).hasSize(5);
        assertThat(informed.endedAt()).isEqualTo(START.plusSeconds(3));

        FlowCourse contradicted = course(and(Insurance.goesWell(), event("InvoiceFailed", "i2", "p1", 60)));
        assertThat(contradicted.state()).isEqualTo(FlowState.RUNNING);
        assertThat(contradicted.newsSince(ended, START.plusSeconds(61)))
                .containsExactly(new FlowNote(
                        START.plusSeconds(61), FlowNote.Kind.REOPENED, "PolicyCancelled expected after the end"));
    }

    @Test
    void endsAsItsLastEndSays() {
        List<FlowEvent> both = and(
                Insurance.goesWell(),
                event("InvoiceFailed", "i2", "p1", 60),
                event("PolicyCancelled", "p2", "i2", 61),
                event("QuoteReopened", "q2", "p2", 62));

        assertThat(course(both).state()).isEqualTo(FlowState.COMPENSATED);
    }

    @Test
    void endsAsAPersonSaysUntilSomethingNewHappens() {
        FlowEvent quote = event("QuoteApproved", "q1", null, 0);
        Settlement settled = new Settlement(FlowState.COMPENSATED, START.plusSeconds(600));
        Instant judgedAt = START.plusSeconds(500);

        FlowCourse course = FlowCourse.of(Insurance.FLOW, List.of(quote), judgedAt, settled);
        assertThat(course.state()).isEqualTo(FlowState.COMPENSATED);
        assertThat(course.endedAt()).isEqualTo(settled.at());

        FlowEvent late = event("PolicyCreated", "p1", "q1", 700);
        assertThat(FlowCourse.of(Insurance.FLOW, List.of(quote, late), judgedAt, settled)
                        .expecting())
                .isEqualTo("InvoiceCreated or InvoiceFailed");
        assertThat(FlowCourse.of(
                                Insurance.FLOW,
                                List.of(
                                        quote,
                                        late,
                                        event("InvoiceCreated", "i1", "p1", 701),
                                        event("NotificationSent", "n1", "i1", 702)),
                                judgedAt,
                                settled)
                        .state())
                .isEqualTo(FlowState.DONE);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0", // at once
        "0, 5, 0", // within the margin the sender is believed
        "5, 0, 5", // its clock is a little fast
        "0, 6, 6", // held up, or a slow clock
        "0, 3600, 3600", // read after the coordinator was down
        "3600, 0, 0" // a clock that is an hour fast must not put everything off by an hour
    })
    void countsFromWhenItHappenedUnlessThatIsDoubtful(int happened, int read, int countsFrom) {
        FlowEvent event = event("QuoteApproved", "q1", null, START.plusSeconds(happened), START.plusSeconds(read));

        assertThat(event.countsFrom()).isEqualTo(START.plusSeconds(countsFrom));
    }

    @Test
    void isNotAnsweredByItself() {
        FlowDeclaration retried = new FlowDeclaration(
                "retried",
                List.of("t"),
                List.of("Tried", "Succeeded"),
                List.of("Tried"),
                List.of(new Rule("Tried", List.of("Tried", "Succeeded"), Duration.ofSeconds(10))),
                List.of("Succeeded"),
                List.of());

        assertThat(FlowCourse.of(retried, List.of(event("Tried", "a", "a", 0)), null, null)
                        .open())
                .hasSize(1);
        FlowCourse second =
                FlowCourse.of(retried, List.of(event("Tried", "a", null, 0), event("Tried", "b", "a", 5)), null, null);
        assertThat(second.open())
                .singleElement()
                .extracting(open -> open.after().id())
                .isEqualTo("b");
        assertThat(FlowCourse.of(
                                retried,
                                List.of(
                                        event("Tried", "a", null, 0),
                                        event("Tried", "b", "a", 5),
                                        event("Succeeded", "c", "b", 6)),
                                null,
                                null)
                        .state())
                .isEqualTo(FlowState.DONE);
    }

    @Test
    void tellsEventsOfTwoSourcesApartThatHaveTheSameId() {
        FlowEvent one = event("QuoteApproved", "1", null, 0);
        FlowEvent other = event("PolicyCreated", "1", "1", 1);

        assertThat(one.key()).isNotEqualTo(other.key());
        assertThat(course(one, other).expecting()).isEqualTo("InvoiceCreated or InvoiceFailed");
    }
}
