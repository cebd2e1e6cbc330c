package io.bactrian.cli.system;

import io.bactrian.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Starts parts side by side and shows each as it becomes healthy. */
public final class Startup {

    private static final Duration LIMIT = Duration.ofMinutes(8);
    private static final long POLL_MILLIS = 150;
    private static final int LOG_LINES = 15;

    private final Installation installation;
    private final LocalSystem system;
    private final Terminal terminal;
    private final Clock clock;

    public Startup(Installation installation, LocalSystem system, Terminal terminal, Clock clock) {
        this.installation = installation;
        this.system = system;
        this.terminal = terminal;
        this.clock = clock;
    }

    /**
     * Starts what does not run and waits for all parts.
     *
     * @throws IllegalStateException with the end of the log when a part ends or does not become healthy in time
     */
    public void all() {
        Instant begin = clock.instant();
        for (Part part : system.parts()) {
            if (system.pid(part).isEmpty()) {
                system.start(part);
            }
        }
        Set<Part> healthy = EnumSet.noneOf(Part.class);
        while (healthy.size() < system.parts().size()) {
            for (Part part : system.parts()) {
                if (!healthy.contains(part) && isUp(part, begin)) {
                    healthy.add(part);
                }
                terminal.live(shown(healthy, begin));
            }
            pause();
        }
        terminal.settle(shown(healthy, begin));
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
