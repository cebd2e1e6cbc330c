package io.bactrian.testkit.crash;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run leaves standing. All of a saga stands when as much does as after the recorded run, in which nothing died.
 *
 * @param closed how many sagas closed
 * @param steps those whose effects stand, each as often as there are effects of it: keys may differ from run to run
 */
record Standing(int closed, List<String> steps) {

    /** Before anything is known. */
    static final Standing NOTHING = new Standing(0, List.of());

    static Standing of(List<SagaEnd> sagas, List<Deed> journal) {
        Map<String, String> standing = new LinkedHashMap<>();
        for (Deed deed : journal) {
            String effect = deed.effect() + "|" + deed.saga();
            switch (deed.kind()) {
                case DONE -> standing.put(effect, deed.step());
                case UNDONE -> standing.remove(effect);
                case COMPLETED -> {}
            }
        }
        return new Standing((int) sagas.stream().filter(SagaEnd::closed).count(), List.copyOf(standing.values()));
    }

    /** Steps that should stand in another run; none where fewer sagas closed: then something was undone instead. */
    List<String> missingIn(Standing other) {
        if (closed == 0 || other.closed < closed) {
            return List.of();
        }
        List<String> missing = new ArrayList<>(steps);
        other.steps.forEach(missing::remove);
        return missing;
    }
}
