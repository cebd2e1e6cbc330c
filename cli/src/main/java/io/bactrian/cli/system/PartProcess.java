package io.bactrian.cli.system;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A part's process as it is remembered between two commands.
 *
 * @param startedAt when the operating system says it started: with the pid it tells this process from a later one that
 *     was given the same pid
 */
record PartProcess(Part part, long pid, Instant startedAt) {

    // The boot time that start times are counted from is read anew by each JVM and can differ by a second.
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    static PartProcess of(Part part, ProcessHandle handle) {
        return new PartProcess(part, handle.pid(), handle.info().startInstant().orElse(Instant.EPOCH));
    }

    /**
     * The running process, empty when it ended, also when its pid belongs to another one by now. Start times are counted in the time
     * of the clock: when that was set, the arguments tell.
     *
     * @param own whether arguments are those that the part was started with
     */
    Optional<ProcessHandle> handle(Predicate<List<String>> own) {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(handle -> startedThen(handle) || startedWith(own, handle));
    }

    private boolean startedThen(ProcessHandle handle) {
        return handle.info()
                .startInstant()
                .map(start -> Duration.between(startedAt, start).abs().compareTo(TOLERANCE) <= 0)
                .orElse(false);
    }

    private static boolean startedWith(Predicate<List<String>> own, ProcessHandle handle) {
        return handle.info().arguments().map(List::of).filter(own).isPresent();
    }
}
