package io.bactrian.testkit.crash;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How often effects were done and undone. Once is right, and as often as in the recorded run, in which nothing died: a
 * step may well call its service once per order line, and undo as much.
 */
final class Changes {

    /** Before anything is known. */
    static final Changes NONE = new Changes(0);

    private final int sagas;
    private final Map<Subject, Count> counts = new LinkedHashMap<>();

    /** An effect of a saga, or of any when the service knows of none. */
    private record Subject(
            Deed.Kind kind,
            String effect,
            String step,
            @Nullable String saga) {}

    private static final class Count {
        private final Set<String> calls = new HashSet<>();
        private int changes;
        private boolean nameless;

        /** Other calls that undo it are as many undoings, whatever the service makes of them. */
        private int times(Deed.Kind kind) {
            return kind == Deed.Kind.UNDONE ? Math.max(changes, calls.size()) : changes;
        }
    }

    private Changes(int sagas) {
        this.sagas = sagas;
    }

    /** @param sagas how many began */
    static Changes of(int sagas, List<Deed> journal) {
        Changes changes = new Changes(sagas);
        for (Deed deed : journal) {
            Subject subject = new Subject(deed.kind(), deed.effect(), deed.step(), deed.saga());
            Count count = changes.counts.computeIfAbsent(subject, first -> new Count());
            count.changes += deed.change() ? 1 : 0;
            if (deed.call() == null) {
                count.nameless = true;
            } else {
                count.calls.add(deed.call());
            }
        }
        return changes;
    }

    /** A sentence for each effect that was done or undone more often in another run than it may be after this one. */
    List<String> exceededIn(Changes other) {
        List<String> sentences = new ArrayList<>();
        other.counts.forEach((subject, count) -> {
            int times = count.times(subject.kind());
            int most = most(subject.kind(), subject.step());
            if (subject.kind() != Deed.Kind.COMPLETED && times > most * sagasPerSubject(subject, other)) {
                sentences.add("the effect of " + subject.effect() + " was "
                        + (subject.kind() == Deed.Kind.DONE ? "done " : "undone ")
                        + (times == 2 ? "twice" : times + " times")
                        + (most == 1 ? "" : ", instead of " + most + " times at most")
                        + how(count));
            }
        });
        return sentences;
    }

    private static String how(Count count) {
        if (count.nameless) {
            return ": nothing tells the second call from the first one's repetition";
        }
        return count.calls.size() > 1 ? ", by different calls" : ", though it was the same call";
    }

    /** Keys and sagas differ from run to run, steps do not. What was done so often may be undone so often. */
    private int most(Deed.Kind kind, String step) {
        return counts.entrySet().stream()
                .filter(entry -> entry.getKey().step().equals(step))
                .filter(entry -> entry.getKey().kind() == Deed.Kind.DONE
                        || entry.getKey().kind() == kind)
                .mapToInt(entry -> entry.getValue().times(entry.getKey().kind()))
                .reduce(1, Math::max);
    }

    /** A test that begins another saga when one fails has as many more calls, and nothing says whose they are. */
    private int sagasPerSubject(Subject subject, Changes other) {
        return subject.saga() == null ? 1 + Math.max(0, other.sagas - Math.max(1, sagas)) : 1;
    }
}
