package io.bactrian.cli.chaos;

import io.bactrian.cli.chaos.Moment.Kind;
import io.bactrian.cli.system.Part;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One saga's moments in the sequence of their times, as far as anybody wrote them down. */
final class SagaHistory {

    private static final Set<Kind> DECISIONS = EnumSet.of(Kind.CLOSING, Kind.CANCELLING);

    private final Course course;
    private final List<Moment> moments;

    SagaHistory(Course course, List<Moment> moments) {
        this.course = course;
        this.moments = new ArrayList<>(moments);
        this.moments.sort(Comparator.comparing(Moment::at));
    }

    /** A phase, and the step it concerns. */
    record Position(Phase phase, int place) {

        /** Whether steps were still to come, or the decision. */
        boolean forward() {
            return phase == Phase.JOIN || phase == Phase.ACTION || phase == Phase.DECISION;
        }
    }

    /** Where the saga was at that instant; empty before its start and after its end. */
    Optional<Position> at(Instant instant) {
        Optional<Position> position = Optional.empty();
        boolean closed = false;
        int highest = 0;
        for (Moment moment : moments) {
            if (!moment.at().isBefore(instant)) {
                break;
            }
            highest = moment.kind() == Kind.JOINED ? Math.max(highest, moment.place()) : highest;
            closed |= moment.kind() == Kind.CLOSING;
            position = after(moment, closed, highest);
        }
        return position;
    }

    private Optional<Position> after(Moment moment, boolean closed, int highest) {
        int place = moment.place();
        Phase telling = closed ? Phase.COMPLETION : Phase.COMPENSATION;
        return switch (moment.kind()) {
            case STARTED -> Optional.of(new Position(Phase.JOIN, 0));
            case JOINED ->
                Optional.of(
                        place == 0 && course == Course.ORDER
                                ? new Position(Phase.JOIN, 1)
                                : new Position(Phase.ACTION, place));
            case ACTED ->
                Optional.of(
                        place < course.last() ? new Position(Phase.JOIN, place + 1) : new Position(Phase.DECISION, 0));
            case REFUSED -> Optional.of(new Position(Phase.DECISION, 0));
            case CLOSING, CANCELLING -> Optional.of(new Position(telling, highest));
            case SETTLED -> Optional.of(new Position(Phase.RECORD, place));
            case RECORDED -> Optional.of(new Position(telling, Math.max(0, place - 1)));
            case ENDED -> Optional.empty();
        };
    }

    /** Where the saga was at that instant, if that part had a hand in what it was doing. */
    Optional<Position> at(Instant instant, Part part) {
        return at(instant).filter(position -> course.concerns(part, position));
    }

    boolean undecidedAt(Instant instant) {
        return startedBefore(instant)
                && decidedAt().filter(at -> at.isBefore(instant)).isEmpty();
    }

    private boolean startedBefore(Instant instant) {
        return !moments.isEmpty() && moments.get(0).at().isBefore(instant);
    }

    /** When the coordinator wrote down that it closes or cancels. */
    Optional<Instant> decidedAt() {
        return moments.stream()
                .filter(moment -> DECISIONS.contains(moment.kind()))
                .map(Moment::at)
                .findFirst();
    }

    /** When the coordinator wrote its end down. */
    Optional<Instant> endedAt() {
        return moments.stream()
                .filter(moment -> moment.kind() == Kind.ENDED)
                .map(Moment::at)
                .findFirst();
    }
}
