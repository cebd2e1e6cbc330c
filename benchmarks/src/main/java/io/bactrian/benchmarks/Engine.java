package io.bactrian.benchmarks;

import java.util.Locale;

/** What is measured. */
enum Engine {
    /** Our coordinator. */
    OURS,
    /** The stock Narayana coordinator in its host. */
    NARAYANA,
    /** {@link Ceiling}: the least an HTTP coordinator can do. */
    CEILING;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
