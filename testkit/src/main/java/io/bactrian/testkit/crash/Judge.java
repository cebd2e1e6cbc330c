package io.bactrian.testkit.crash;

import io.bactrian.testkit.crash.Wire.Joined;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Says what is wrong with what a run left behind. The ledger only says how a saga ended; whether that is true is judged
 * by the services' journals and by what the relays saw.
 */
final class Judge {

    private final List<String> faults = new ArrayList<>();
    private final List<SagaEnd> sagas;
    private final List<Joined> participants;

    private Judge(List<SagaEnd> sagas, List<Joined> participants) {
        this.sagas = sagas;
        this.participants = participants;
    }

    /**
     * @param died the part that died in this run; null when none did
     * @return a sentence for each fault, none when all is well
     */
    static List<String> faults(
            List<SagaEnd> sagas, List<Joined> participants, List<Deed> journal, @Nullable String died) {
        Judge judge = new Judge(sagas, participants);
        sagas.forEach(judge::ended);
        for (SagaEnd saga : sagas) {
            judge.participants(
                    saga,
                    participants.stream().filter(p -> p.saga.equals(saga.id())).toList(),
                    died);
        }
        judge.effects(journal);
        return judge.faults;
    }

    private void ended(SagaEnd saga) {
        if (!saga.closed() && !saga.cancelled()) {
            faults.add("saga " + saga.id() + " is " + saga.status() + ", it must end Closed or Cancelled");
        }
        saga.owing().forEach(owed -> faults.add("something is open in saga " + saga.id() + ": " + owed));
    }

    private void participants(SagaEnd saga, List<Joined> joined, @Nullable String died) {
        int repeats = Wire.COORDINATOR.equals(died) ? 1 : 0;
        Joined later = null;
        for (int i = joined.size() - 1; i >= 0; i--) {
            Joined step = joined.get(i);
            int most = 1 + (step.part.equals(died) ? 1 : repeats);
            if (saga.closed()) {
                closed(step);
            } else if (saga.cancelled()) {
                cancelled(step);
                if (later != null && step.compensations > 0 && step.undoneAt < later.undoneAt) {
                    faults.add("step " + step.step + " was undone before " + later.step + ", which had begun after it");
                }
                later = step.compensations > 0 ? step : later;
            }
            if (step.compensations > most || step.completions > most) {
                faults.add("step " + step.step + " was asked " + Math.max(step.compensations, step.completions)
                        + " times although it had answered and the answer had arrived");
            }
        }
    }

    private void closed(Joined step) {
        if (step.compensations > 0) {
            faults.add("step " + step.step + " was undone although the saga closed");
        }
        if (step.accepted && step.completes && step.completions == 0) {
            faults.add("step " + step.step + " was never told that the saga closed");
        }
    }

    private void cancelled(Joined step) {
        if (step.accepted && step.compensations == 0) {
            faults.add("step " + step.step + " had begun and was never undone although the saga was cancelled");
        }
        if (step.completions > 0) {
            faults.add("step " + step.step + " was told that the saga closed, which was cancelled");
        }
    }

    private void effects(List<Deed> journal) {
        Map<String, Course> courses = new LinkedHashMap<>();
        for (int i = 0; i < journal.size(); i++) {
            Deed deed = journal.get(i);
            Course course = courses.computeIfAbsent(deed.effect() + "|" + deed.saga(), key -> new Course());
            switch (deed.kind()) {
                case DONE -> done(deed, course, i);
                case UNDONE -> undone(course, i);
                case COMPLETED -> {}
            }
        }
        List<Course> begun =
                courses.values().stream().filter(course -> course.done != null).toList();
        begun.forEach(this::judgeEnd);
        for (int i = 0; i < begun.size(); i++) {
            for (int j = i + 1; j < begun.size(); j++) {
                judgeOrder(begun.get(i), begun.get(j));
            }
        }
    }

    /** Of two effects that stood at the same time, the one that began later is undone first. */
    private void judgeOrder(Course one, Course other) {
        if (!one.isUndone() || !other.isUndone() || !isSameSaga(one, other)) {
            return;
        }
        boolean asJoined = placeOf(one) <= placeOf(other) || placeOf(one) < 0 || placeOf(other) < 0;
        Course earlier = asJoined ? one : other;
        Course later = asJoined ? other : one;
        if (earlier.undoneAt < later.undoneAt && later.doneAt < earlier.undoneAt) {
            faults.add("the effect of " + earlier.name() + " was undone before that of " + later.name()
                    + ", which came after it");
        }
    }

    private boolean isSameSaga(Course one, Course other) {
        return sagas.size() == 1 || Objects.equals(sagaOf(one), sagaOf(other));
    }

    /** Where its step joined among those of its saga; negative when that is not known, or it joined more than once. */
    private int placeOf(Course course) {
        SagaEnd saga = sagas.size() == 1 ? sagas.get(0) : sagaOf(course);
        String step = course.done == null ? "" : course.done.step();
        List<String> steps = participants.stream()
                .filter(joined -> saga != null && joined.saga.equals(saga.id()))
                .map(joined -> joined.step)
                .toList();
        return steps.indexOf(step) == steps.lastIndexOf(step) ? steps.indexOf(step) : -1;
    }

    private void done(Deed deed, Course course, int at) {
        if (deed.change() && course.isUndone()) {
            faults.add(deed.effect() + " had an effect after it had been undone");
        }
        if (deed.change() && course.done == null) {
            course.done = deed;
            course.doneAt = at;
        }
    }

    private static void undone(Course course, int at) {
        if (course.undoneAt < 0) {
            course.undoneAt = at;
        }
    }

    private void judgeEnd(Course course) {
        SagaEnd saga = sagaOf(course);
        boolean closed = saga == null ? sagas.stream().anyMatch(SagaEnd::closed) : saga.closed();
        if (closed && course.isUndone()) {
            faults.add("the effect of " + course.name() + " was undone although the saga closed");
        }
        if (!closed && !course.isUndone()) {
            faults.add("the effect of " + course.name() + " stands although "
                    + (sagas.isEmpty() ? "there is no saga" : "the saga was not closed"));
        }
    }

    private @Nullable SagaEnd sagaOf(Course course) {
        String saga = course.done == null ? null : course.done.saga();
        return saga == null
                ? null
                : sagas.stream()
                        .filter(known -> known.isKnownAs(saga))
                        .findFirst()
                        .orElse(null);
    }

    /** What became of one effect. */
    private static final class Course {
        private @Nullable Deed done;
        private int doneAt;
        private int undoneAt = -1;

        private boolean isUndone() {
            return undoneAt >= 0;
        }

        private String name() {
            return done == null ? "nothing" : done.effect();
        }
    }
}
