package io.bactrian.cli.compare;

import java.time.Duration;
import java.util.Locale;

/** Durations for people. */
final class Seconds {

    private Seconds() {}

    static String shown(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
