package io.bactrian.cli.system;

import io.bactrian.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Starts parts, a few side by side, and shows each as it becomes healthy. */
public final class Startup {

    private static final Duration LIMIT = Duration.ofMinutes(8);
    private static final long POLL_MILLIS = 150;
    private static final int LOG_LINES = 15;

    private final Installation installation;
    private final LocalSystem system;
    private final Terminal terminal;
    private final Clock clock;
    private final int atOnce;

    /** Starts as many parts at once as there are processors, and two where there is one. */
    public Startup(Installation installation, LocalSystem system, Terminal terminal, Clock clock) {
        this(
                installation,
                system,
                terminal,
                clock,
                Math.max(2, Runtime.getRuntime().availableProcessors()));
    }

    /** @param atOnce at least 2: others may wait for both the coordinator and the broker, which come first */
    Startup(Installation installation, LocalSystem system, Terminal terminal, Clock clock, int atOnce) {
        this.installation = installation;
        this.system = system;
        this.terminal = terminal;
        this.clock = clock;
        this.atOnce = atOnce;
    }

    /**
     * Starts what does not run and waits for all parts. More at once than there are processors would hinder each
     * other and be up later.
     *
     * @throws IllegalStateException with the end of the log when a part ends or does not become healthy in time
     */
    public void all() {
        Instant begin = clock.instant();
        Deque<Part> waiting = new ArrayDeque<>();
        for (Part part : system.parts()) {
            if (system.pid(part).isEmpty()) {
                waiting.add(part);
            }
        }
        Set<Part> healthy = EnumSet.noneOf(Part.class);
        while (healthy.size() < system.parts().size()) {
            while (!waiting.isEmpty() && starting(healthy, waiting) < atOnce) {
                startUnlessStarted(waiting.remove()); // by another command, meanwhile
            }
            for (Part part : system.parts()) {
                if (!healthy.contains(part) && !waiting.contains(part) && isUp(part, begin)) {
                    healthy.add(part);
                }
                terminal.live(shown(healthy, begin));
            }
            pause();
        }
        terminal.settle(shown(healthy, begin));
    }

    private int starting(Set<Part> healthy, Collection<Part> waiting) {
        return system.parts().size() - healthy.size() - waiting.size();
    }

    /** Waits for one part that was started. */
    public void await(Part part) {
        Instant begin = clock.instant();
        while (!isUp(part, begin)) {
            pause();
        }
    }

    /**
     * Starts a part that was killed and waits for it. Another command may start it first, or kill it once more meanwhile.
     *
     * @throws IllegalStateException as {@link LocalSystem#start} and {@link #await} do, when it is down again also the second time
     */
    public void bringBack(Part part) {
        startUnlessStarted(part);
        try {
            await(part);
        } catch (IllegalStateException e) {
            if (system.pid(part).isPresent()) {
                throw e;
            }
            startUnlessStarted(part);
            await(part);
        }
    }

    private void startUnlessStarted(Part part) {
        try {
            system.start(part);
        } catch (IllegalStateException e) {
            if (system.pid(part).isEmpty()) {
                throw e;
            }
        }
    }

    private boolean isUp(Part part, Instant begin) {
        if (system.pid(part).isEmpty()) {
            throw new IllegalStateException(part.label() + " ended while starting:\n" + endOfLog(part));
        }
        if (system.healthy(part)) {
            return true;
        }
        if (Duration.between(begin, clock.instant()).compareTo(LIMIT) > 0) {
            throw new IllegalStateException(
                    part.label() + " is not healthy after " + LIMIT.toMinutes() + " min:\n" + endOfLog(part));
        }
        return false;
    }

    private String shown(Set<Part> healthy, Instant begin) {
        return "  starting   "
                + system.parts().stream()
                        .map(part -> part.label() + (healthy.contains(part) ? " ✓" : " …"))
                        .collect(Collectors.joining("  "))
                + String.format(
                        "%6d s", Duration.between(begin, clock.instant()).toSeconds());
    }

    private String endOfLog(Part part) {
        try {
            List<String> lines = Files.readAllLines(installation.log(part));
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException e) {
            return "its log " + installation.log(part) + " cannot be read: " + e.getMessage();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for the parts to start", e);
        }
    }
}
