package io.bactrian.cli.books;

import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An effect of a saga's step, by the word that the journals have for it. */
public sealed interface StepEffect permits Effect, ReturnEffect {

    /** The word. */
    String name();

    /** The place of the step in its saga, 0 for the first that joined. */
    int place();

    Effect.Kind kind();

    /** What undoes this action, null when it is none. */
    @Nullable
    default StepEffect undo() {
        return kind() != Effect.Kind.ACT
                ? null
                : all().filter(effect -> effect.getClass() == getClass())
                        .filter(effect -> effect.kind() == Effect.Kind.UNDO && effect.place() == place())
                        .findFirst()
                        .orElseThrow();
    }

    /** Whether it is the last act of a saga that ended this way: the first step is undone last. */
    default boolean ends(Effect.Kind way) {
        return place() == 0 && kind() == way;
    }

    /** The effect of a journal's entry; empty for words of no saga that is audited. */
    static Optional<StepEffect> ofAny(JournalEntry entry) {
        return all().filter(effect -> effect.name().equals(entry.effect())).findFirst();
    }

    private static Stream<StepEffect> all() {
        return Stream.concat(Stream.of(Effect.values()), Stream.of(ReturnEffect.values()));
    }
}
