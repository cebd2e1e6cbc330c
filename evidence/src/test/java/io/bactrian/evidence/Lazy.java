package io.bactrian.evidence;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Made by whoever needs it first; the others wait. */
final class Lazy<T> {

    private final Supplier<T> maker;
    private @Nullable T made;

    Lazy(Supplier<T> maker) {
        this.maker = maker;
    }

    synchronized T get() {
        if (made == null) {
            made = maker.get();
        }
        return made;
    }
}
