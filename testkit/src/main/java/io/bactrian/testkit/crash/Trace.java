package io.bactrian.testkit.crash;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the relays saw and which parts died and came back, a line each, in order. */
final class Trace {

    private final List<String> lines = new ArrayList<>();
    private long begun = System.nanoTime();

    synchronized void clear() {
        lines.clear();
        begun = System.nanoTime();
    }

    synchronized void note(String line) {
        Duration since = Duration.ofNanos(System.nanoTime() - begun);
        lines.add(String.format(Locale.ROOT, "%6.3f s  %s", since.toNanos() / 1e9, line));
    }

    @Override
    public synchronized String toString() {
        return String.join("\n", lines);
    }
}
