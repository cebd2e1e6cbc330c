package io.bactrian.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the scripted services did, undid and completed, in the order it happened across all of them. */
final class Effects {

    private final List<Effect> inOrder = new ArrayList<>();
    private final Map<List<@Nullable String>, Effect> latest = new LinkedHashMap<>();

    /**
     * @param owner the saga, where the step belongs to one; effects of the same key in other sagas are other effects
     * @param call see {@link Effect#call}
     */
    synchronized void note(
            Effect.Kind kind,
            String step,
            String key,
            @Nullable String owner,
            @Nullable String saga,
            @Nullable String call) {
        List<@Nullable String> identity = java.util.Arrays.asList(step, key, owner);
        Effect before = latest.get(identity);
        boolean stands = before != null && before.kind() != Effect.Kind.UNDONE;
        boolean change =
                switch (kind) {
                    case DONE -> !stands || isAnother(call, before);
                    case UNDONE -> stands || before != null && before.change() && isAnother(call, before);
                    case COMPLETED -> before != null && before.kind() == Effect.Kind.DONE;
                };
        Effect effect = new Effect(kind, step, key, saga, change, call);
        inOrder.add(effect);
        if (change || before == null) {
            latest.put(identity, effect);
        }
    }

    /** A service that cannot know that it is asked again does it again. */
    private static boolean isAnother(@Nullable String call, @Nullable Effect before) {
        return call == null || before != null && before.kind() != Effect.Kind.COMPLETED && !call.equals(before.call());
    }

    synchronized List<Effect> inOrder() {
        return List.copyOf(inOrder);
    }

    /** What was done or completed and is not undone. */
    synchronized List<Effect> standing() {
        return latest.values().stream()
                .filter(effect -> effect.kind() != Effect.Kind.UNDONE)
                .toList();
    }

    synchronized void clear() {
        inOrder.clear();
        latest.clear();
    }
}
