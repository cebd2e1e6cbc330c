package io.bactrian.coordinator.flows;

import java.time.Duration;

/** Lengths of time in words, exact, in the largest unit that fits: {@code 90 s}, {@code 5 min}, {@code 250 ms}. */
final class Lengths {

    private Lengths() {}

    static String words(Duration length) {
        long millis = length.toMillis();
        if (millis % 1_000 != 0 || millis == 0) {
            return millis + " ms";
        }
        long seconds = millis / 1_000;
        if (seconds % 60 != 0) {
            return seconds + " s";
        }
        if (seconds % 3_600 != 0) {
            return seconds / 60 + " min";
        }
        return seconds % 86_400 == 0 ? seconds / 86_400 + " d" : seconds / 3_600 + " h";
    }
}
