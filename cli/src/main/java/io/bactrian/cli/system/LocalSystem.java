package io.bactrian.cli.system;

import io.bactrian.cli.http.Http;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * The parts of a sample as processes of this machine. Every change is remembered at once, so that any other command finds, and
 * ends, exactly what this one started, and this one what others have restarted.
 */
public final class LocalSystem {

    private static final Duration PROBE = Duration.ofSeconds(10);

    private static final Duration ORDERLY_END = Duration.ofSeconds(60);
    private static final Duration SUDDEN_END = Duration.ofSeconds(20);

    private final Installation installation;
    private final StateFile file;
    private final Http http;
    private final Unpacked unpacked;
    private SystemState state;
    private boolean remembered;
    private boolean abandoned;

    private LocalSystem(Installation installation, StateFile file, Http http, SystemState state, boolean remembered) {
        this.installation = installation;
        this.file = file;
        this.http = http;
        this.unpacked = new Unpacked(installation.unpacked());
        this.state = state;
        this.remembered = remembered;
    }

    /** The system that was started last and not taken down since, whether or not its parts still run. */
    public static Optional<LocalSystem> remembered(Installation installation, Http http) {
        StateFile file = new StateFile(installation.stateFile());
        return file.read().map(state -> new LocalSystem(installation, file, http, state, true));
    }

    /** A system of which no part runs yet; nothing is remembered before the first one starts. */
    public static LocalSystem planned(
            Installation installation, Http http, Sample sample, Engine engine, Ports ports, Path data) {
        SystemState state = new SystemState(sample, engine, ports, data.toAbsolutePath(), Map.of());
        return new LocalSystem(installation, new StateFile(installation.stateFile()), http, state, false);
    }

    public synchronized Sample sample() {
        return state.sample();
    }

    /** In the sequence in which they are started and shown. */
    public synchronized List<Part> parts() {
        return state.parts();
    }

    public synchronized Engine engine() {
        return state.engine();
    }

    public synchronized Ports ports() {
        return state.ports();
    }

    public synchronized Path data() {
        return state.data();
    }

    /** The pid of a part's process, empty when it is down. */
    public synchronized Optional<Long> pid(Part part) {
        refresh();
        return state.handle(part).map(ProcessHandle::pid);
    }

    public synchronized boolean anyRunning() {
        refresh();
        return state.anyRunning();
    }

    /** Learns what other commands did. @return whether the system is still remembered */
    private boolean refresh() {
        Optional<SystemState> now = file.read().filter(state::isSame);
        now.ifPresent(found -> state = found);
        return now.isPresent();
    }

    /**
     * Starts a part and returns at once; {@link #healthy} says when it can be used.
     *
     * @throws IllegalStateException when it runs already, its port is taken, or another command took the system down
     */
    public synchronized void start(Part part) {
        if (abandoned) {
            throw new IllegalStateException("The system is being taken down, " + part.label() + " is not started");
        }
        if (!state.parts().contains(part)) {
            throw new IllegalStateException(part.label() + " is no part of this system, its parts are "
                    + state.parts().stream().map(Part::label).collect(Collectors.joining(", ")));
        }
        checkStartable(part);
        int port = state.ports().of(part);
        if (!Ports.becomesFree(port, SUDDEN_END)) {
            throw new IllegalStateException("Port " + port + " for " + part.label()
                    + " is taken by another program: end it, or choose other ports with --port-base or --free-ports");
        }
        Launch launch = new Launch(installation, unpacked, state.sample(), state.engine(), state.ports(), state.data());
        Path log = installation.log(part);
        List<String> command = launch.command(part);
        try (CommandLock held = file.lock()) {
            checkStartable(part);
            Files.createDirectories(installation.logs());
            Files.createDirectories(state.data());
            Process process = new ProcessBuilder(command)
                    .directory(state.data().toFile())
                    .redirectErrorStream(true)
                    .redirectInput(Redirect.from(new File("/dev/null")))
                    .redirectOutput(Redirect.appendTo(log.toFile()))
                    .start();
            state = state.with(part, PartProcess.of(part, process.toHandle()));
            file.write(state);
            remembered = true;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start " + part.label() + ", its log is " + log, e);
        }
    }

    private void checkStartable(Part part) {
        boolean present = refresh();
        if (state.handle(part).isPresent()) {
            throw new IllegalStateException(part.label() + " runs already");
        }
        if (!present && file.read().filter(SystemState::anyRunning).isPresent()) {
            throw new IllegalStateException("Another system is up: take it down first with ./bactrian down");
        }
        if (!present && remembered) {
            throw new IllegalStateException(
                    "The system was taken down by another command, " + part.label() + " is not started");
        }
    }

    /** Whether a part answers its health check now. */
    public boolean healthy(Part part) {
        Ports ports = ports();
        if (part == Part.BROKER) {
            return Ports.isTaken(ports.of(part));
        }
        boolean narayana = part == Part.COORDINATOR && engine() == Engine.NARAYANA;
        String url = narayana ? ports.coordinator() : ports.url(part) + "/actuator/health";
        try {
            return http.get(url, PROBE).ok();
        } catch (IOException e) {
            return false;
        }
    }

    /** Ends a part's process at once, as {@code kill -9} does, and waits until it is gone. */
    public Optional<Long> kill(Part part) {
        Map<Part, PartProcess> known = processes(List.of(part));
        Optional<ProcessHandle> handle;
        synchronized (this) {
            handle = state.handle(part);
        }
        handle.ifPresent(process -> {
            process.destroyForcibly();
            awaitEnd(process, SUDDEN_END);
        });
        known.forEach(this::forget);
        return handle.map(ProcessHandle::pid);
    }

    /** Ends one part in an orderly way, or at once when it takes too long. */
    public void stop(Part part) {
        stop(List.of(part));
    }

    /** Ends all parts, also those that another command starts meanwhile, and forgets the system; its data and logs stay. */
    public void down() {
        do {
            stop(parts());
        } while (!forgotten());
    }

    private synchronized boolean forgotten() {
        try (CommandLock held = file.lock()) {
            boolean present = refresh();
            if (present && state.anyRunning()) {
                return false;
            }
            if (present) {
                file.delete();
            }
            remembered = false;
            return true;
        }
    }

    /** For a way out that allows no waiting: ends all parts at once and starts none any more. */
    public synchronized void abandon() {
        abandoned = true;
        destroyForcibly();
        try (CommandLock held = file.lock()) {
            if (refresh()) {
                destroyForcibly();
                file.delete();
            }
        }
    }

    private void destroyForcibly() {
        state.parts().forEach(part -> state.handle(part).ifPresent(ProcessHandle::destroyForcibly));
    }

    private synchronized Map<Part, PartProcess> processes(List<Part> parts) {
        refresh();
        Map<Part, PartProcess> known = new EnumMap<>(Part.class);
        known.putAll(state.processes());
        known.keySet().retainAll(parts);
        return known;
    }

    private void stop(List<Part> parts) {
        Map<Part, PartProcess> known = processes(parts);
        Map<Part, ProcessHandle> handles = new EnumMap<>(Part.class);
        synchronized (this) {
            known.keySet().forEach(part -> state.handle(part).ifPresent(handle -> handles.put(part, handle)));
        }
        handles.values().forEach(ProcessHandle::destroy);
        handles.values().forEach(handle -> {
            if (!awaitEnd(handle, ORDERLY_END)) {
                handle.destroyForcibly();
                awaitEnd(handle, SUDDEN_END);
            }
        });
        known.forEach(this::forget);
    }

    /** Forgets a process that ended, unless another command has started the part again since. */
    private synchronized void forget(Part part, PartProcess ended) {
        try (CommandLock held = file.lock()) {
            boolean present = refresh();
            if (ended.equals(state.processes().get(part))) {
                state = state.with(part, null);
                if (present) {
                    file.write(state);
                }
            }
        }
    }

    private static boolean awaitEnd(ProcessHandle process, Duration limit) {
        try {
            process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return !process.isAlive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !process.isAlive();
        }
    }
}
