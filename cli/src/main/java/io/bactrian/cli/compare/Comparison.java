package io.bactrian.cli.compare;

import io.bactrian.cli.system.Engine;
import io.bactrian.cli.system.Folders;
import io.bactrian.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Plays all scenarios against both engines, each on a coordinator of its own, all at the same time. */
public final class Comparison {

    private static final int TRIES = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(140);

    private final Path home;
    private final Path state;
    private final Terminal terminal;
    private final Clock clock;
    private final List<CoordinatorProcess> running = new ArrayList<>();

    /** @param state the folder for the coordinators' data and logs; emptied first */
    public Comparison(Path home, Path state, Terminal terminal, Clock clock) {
        this.home = home;
        this.state = state;
        this.terminal = terminal;
        this.clock = clock;
    }

    /** The scenarios in the sequence of the table. */
    public static List<Scenario<?>> scenarios() {
        return scenarios(TRIES, PATIENCE);
    }

    static List<Scenario<?>> scenarios(int tries, Duration patience) {
        return List.of(
                new KillDuringJoins(),
                new CloseRacingJoin(tries),
                new SlowCompensation(),
                new DeadlineAcrossRestart(patience));
    }

    /** Plays them and returns each scenario's results by engine, in the sequence of the scenarios. */
    public Map<Scenario<?>, Map<Engine, Scenario.Result>> run(List<Scenario<?>> scenarios)
            throws IOException, InterruptedException {
        Folders.delete(state);
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            Map<Scenario<?>, Map<Engine, Future<Scenario.Result>>> pending = new LinkedHashMap<>();
            for (Scenario<?> scenario : scenarios) {
                for (Engine engine : Engine.values()) {
                    Path folder = state.resolve(scenario.getClass().getSimpleName() + "-" + engine);
                    pending.computeIfAbsent(scenario, s -> new LinkedHashMap<>())
                            .put(engine, threads.submit(() -> play(scenario, engine, folder)));
                }
            }
            Map<Scenario<?>, Map<Engine, Scenario.Result>> results = new LinkedHashMap<>();
            for (Map.Entry<Scenario<?>, Map<Engine, Future<Scenario.Result>>> entry : pending.entrySet()) {
                Map<Engine, Scenario.Result> byEngine = new LinkedHashMap<>();
                for (Map.Entry<Engine, Future<Scenario.Result>> future :
                        entry.getValue().entrySet()) {
                    byEngine.put(future.getKey(), future.getValue().get());
                }
                results.put(entry.getKey(), byEngine);
            }
            return results;
        } catch (ExecutionException e) {
            throw new IOException("A scenario could not be played", e.getCause());
        } finally {
            threads.shutdownNow();
            abandon();
        }
    }

    private Scenario.Result play(Scenario<?> scenario, Engine engine, Path folder)
            throws IOException, InterruptedException {
        CoordinatorProcess coordinator = CoordinatorProcess.planned(home, folder, engine, clock);
        synchronized (running) {
            running.add(coordinator);
        }
        coordinator.start();
        Scenario.Result result = scenario.play(coordinator);
        coordinator.close();
        terminal.line(String.format("  %-9s %s: %s", engine, scenario.title(), result.shown()));
        return result;
    }

    /** Ends every coordinator that is still there. */
    public void abandon() {
        synchronized (running) {
            running.forEach(CoordinatorProcess::close);
        }
    }
}
