package io.bactrian.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the scripted services did, undid and completed, in the order it happened across all of them. */
final class Effects {

    private final List<Effect> inOrder = new ArrayList<>();
    private final Map<Subject, Latest> latest = new LinkedHashMap<>();

    /** What is undone and completed as one: a call that undoes does not say which of the calls it undoes. */
    private record Subject(
            String step, String key, @Nullable String owner) {}

    /** What became of it. */
    private static final class Latest {
        /** By the call that did it, null for those that nothing tells from repetitions. */
        private final Map<@Nullable String, Effect> standing = new LinkedHashMap<>();

        private @Nullable Effect undone;
    }

    /**
     * @param owner the saga, where the step belongs to one; effects of the same key in other sagas are other effects
     * @param call see {@link Effect#call}; those of the same key that were done by other calls are other effects
     */
    synchronized void note(
            Effect.Kind kind,
            String step,
            String key,
            @Nullable String owner,
            @Nullable String saga,
            @Nullable String call) {
        Latest before = latest.computeIfAbsent(new Subject(step, key, owner), subject -> new Latest());
        boolean change =
                switch (kind) {
                    case DONE -> call == null || !before.standing.containsKey(call);
                    case UNDONE -> !before.standing.isEmpty() || isUndoneAgain(before.undone, call);
                    case COMPLETED ->
                        before.standing.values().stream().anyMatch(effect -> effect.kind() == Effect.Kind.DONE);
                };
        Effect effect = new Effect(kind, step, key, saga, change, call);
        inOrder.add(effect);
        switch (kind) {
            case DONE -> {
                if (change) {
                    before.standing.put(call, effect);
                }
            }
            case UNDONE -> {
                before.standing.clear();
                before.undone = change || before.undone == null ? effect : before.undone;
            }
            case COMPLETED -> before.standing.replaceAll((by, done) -> effect);
        }
    }

    /** A service that cannot know that it is asked again does it again. */
    private static boolean isUndoneAgain(@Nullable Effect undone, @Nullable String call) {
        return undone != null && undone.change() && (call == null || !call.equals(undone.call()));
    }

    synchronized List<Effect> inOrder() {
        return List.copyOf(inOrder);
    }

    /** What was done or completed and is not undone. */
    synchronized List<Effect> standing() {
        return latest.values().stream()
                .flatMap(subject -> subject.standing.values().stream())
                .toList();
    }

    synchronized void clear() {
        inOrder.clear();
        latest.clear();
    }
}
