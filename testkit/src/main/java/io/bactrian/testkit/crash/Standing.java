package io.bactrian.testkit.crash;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a run leaves standing. All of a saga stands when as much does as after the recorded run, in which nothing died.
 *
 * @param steps those whose effects stand, each as often as there are effects of it: keys may differ from run to run
 * @param closed the sagas that closed
 * @param changes how it came to that
 */
record Standing(List<String> steps, List<Closed> closed, Changes changes) {

    /** Before anything is known. */
    static final Standing NOTHING = new Standing(List.of(), List.of(), Changes.NONE);

    /**
     * A saga that closed.
     *
     * @param name what kind of saga it is; null when nobody said
     * @param steps those whose effects stand and say that they are of this saga
     */
    record Closed(@Nullable String name, List<String> steps) {}

    private record Subject(String effect, @Nullable String saga) {

        boolean isOf(SagaEnd end) {
            return saga != null && end.isKnownAs(saga);
        }
    }

    static Standing of(List<SagaEnd> sagas, List<Deed> journal) {
        Map<Subject, Map<@Nullable String, String>> standing = new LinkedHashMap<>();
        for (Deed deed : journal) {
            Map<@Nullable String, String> stepByCall =
                    standing.computeIfAbsent(new Subject(deed.effect(), deed.saga()), effect -> new HashMap<>());
            switch (deed.kind()) {
                case DONE -> {
                    if (deed.change() || stepByCall.isEmpty()) {
                        stepByCall.put(deed.call(), deed.step());
                    }
                }
                case UNDONE -> stepByCall.clear();
                case COMPLETED -> {}
            }
        }
        return new Standing(
                steps(standing, subject -> true),
                sagas.stream()
                        .filter(SagaEnd::closed)
                        .map(saga -> new Closed(saga.name(), steps(standing, subject -> subject.isOf(saga))))
                        .toList(),
                Changes.of(sagas.size(), journal));
    }

    private static List<String> steps(Map<Subject, Map<@Nullable String, String>> standing, Predicate<Subject> which) {
        return standing.entrySet().stream()
                .filter(effect -> which.test(effect.getKey()))
                .flatMap(effect -> effect.getValue().values().stream())
                .toList();
    }

    /**
     * Steps that should stand in another run. Where fewer sagas closed, something was undone instead, and only those that
     * did close are asked for what is theirs.
     *
     * @param bestEffort steps that a saga may close without
     */
    List<String> missingIn(Standing other, Set<String> bestEffort) {
        List<String> missing = new ArrayList<>();
        if (!closed.isEmpty() && other.closed.size() >= closed.size()) {
            missing.addAll(less(steps, other.steps, bestEffort));
        }
        missing.addAll(less(missingBySaga(other, bestEffort), missing, Set.of()));
        return missing;
    }

    /**
     * Each saga that closed has what one of its name had. Those beyond as many as were recorded are tries of the same
     * again, which may find everything done.
     */
    private List<String> missingBySaga(Standing other, Set<String> bestEffort) {
        List<String> missing = new ArrayList<>();
        Map<@Nullable String, List<List<String>>> recorded = byName(closed);
        byName(other.closed).forEach((name, sagas) -> sagas.stream()
                .map(steps -> leastMissing(recorded.getOrDefault(name, List.of()), steps, bestEffort))
                .sorted(Comparator.comparingInt(List::size))
                .limit(recorded.getOrDefault(name, List.of()).size())
                .forEach(missing::addAll));
        return missing;
    }

    private static Map<@Nullable String, List<List<String>>> byName(List<Closed> closed) {
        Map<@Nullable String, List<List<String>>> stepsByName = new LinkedHashMap<>();
        closed.forEach(saga -> stepsByName
                .computeIfAbsent(saga.name(), name -> new ArrayList<>())
                .add(saga.steps()));
        return stepsByName;
    }

    private static List<String> leastMissing(
            List<List<String>> recorded, List<String> standing, Set<String> bestEffort) {
        return recorded.stream()
                .map(steps -> less(steps, standing, bestEffort))
                .min(Comparator.comparingInt(List::size))
                .orElse(List.of());
    }

    /** What is left of steps, one for one, and apart from those that do not matter. */
    private static List<String> less(List<String> steps, List<String> there, Set<String> bestEffort) {
        List<String> left = new ArrayList<>(steps);
        there.forEach(left::remove);
        left.removeIf(bestEffort::contains);
        return left;
    }
}
