package io.bactrian.testkit.crash;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a run leaves standing. All of a saga stands when as much does as after the recorded run, in which nothing died.
 *
 * @param closed how many sagas closed
 * @param steps those whose effects stand, each as often as there are effects of it: keys may differ from run to run
 * @param changes how it came to that
 */
record Standing(int closed, List<String> steps, Changes changes) {

    /** Before anything is known. */
    static final Standing NOTHING = new Standing(0, List.of(), Changes.NONE);

    static Standing of(List<SagaEnd> sagas, List<Deed> journal) {
        Map<String, Map<@Nullable String, String>> standing = new LinkedHashMap<>();
        for (Deed deed : journal) {
            Map<@Nullable String, String> stepByCall =
                    standing.computeIfAbsent(deed.effect() + "|" + deed.saga(), effect -> new HashMap<>());
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
                (int) sagas.stream().filter(SagaEnd::closed).count(),
                standing.values().stream()
                        .flatMap(stepByCall -> stepByCall.values().stream())
                        .toList(),
                Changes.of(sagas.size(), journal));
    }

    /**
     * Steps that should stand in another run; none where fewer sagas closed: then something was undone instead.
     *
     * @param bestEffort steps that a saga may close without
     */
    List<String> missingIn(Standing other, Set<String> bestEffort) {
        if (closed == 0 || other.closed < closed) {
            return List.of();
        }
        List<String> missing = new ArrayList<>(steps);
        other.steps.forEach(missing::remove);
        missing.removeIf(bestEffort::contains);
        return missing;
    }
}
