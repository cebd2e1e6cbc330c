package io.bactrian.cli.chaos;

import io.bactrian.cli.demo.Demo;
import io.bactrian.cli.system.LocalSystem;
import io.bactrian.cli.system.Part;
import io.bactrian.cli.system.Startup;
import io.bactrian.cli.terminal.Terminal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Kills parts as planned while orders are on their way, and brings each back. As a gate it holds orders back, so that
 * some are left for every kill: a kill without load proves nothing.
 */
public final class ChaosMonkey implements Demo.Gate, AutoCloseable {

    /** So long without any order finished means that the parts stand still; the next kill comes all the same. */
    private static final Duration STANDSTILL = Duration.ofSeconds(30);

    /** Orders let go beyond two stretches, so that many are on their way at once however short the stretches are. */
    private static final int AHEAD = 16;

    private final ChaosPlan plan;
    private final LocalSystem system;
    private final Startup startup;
    private final Terminal terminal;
    private final Clock clock;
    private final Instant begin;
    private final List<Kill> kills = new ArrayList<>();
    private final Thread thread;
    private int finished;
    private int allowed;
    private @Nullable RuntimeException fault;

    public ChaosMonkey(ChaosPlan plan, LocalSystem system, Startup startup, Terminal terminal, Clock clock) {
        this.plan = plan;
        this.system = system;
        this.startup = startup;
        this.terminal = terminal;
        this.clock = clock;
        this.begin = clock.instant();
        this.allowed = 2 * plan.stretch() + AHEAD;
        this.thread = new Thread(this::run, "chaos");
        this.thread.setDaemon(true);
    }

    @Override
    public synchronized void await(int index) throws InterruptedException {
        if (index == 0) {
            thread.start();
        }
        while (index >= allowed) {
            wait();
        }
    }

    @Override
    public synchronized void finished(int orders) {
        if (orders > finished) {
            finished = orders;
            notifyAll();
        }
    }

    private void run() {
        try {
            for (ChaosPlan.Strike strike : plan.strikes()) {
                awaitFinished(strike.afterOrders());
                Thread.sleep(strike.pauseMillis());
                strike(strike.victim());
                allow(plan.stretch());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            fault = e;
            terminal.line("  chaos      ended: " + e.getMessage());
        } finally {
            allow(Integer.MAX_VALUE / 2);
        }
    }

    private synchronized void awaitFinished(int orders) throws InterruptedException {
        int before = -1;
        while (finished < orders && finished > before) {
            before = finished;
            wait(STANDSTILL.toMillis());
        }
    }

    private void strike(Part victim) {
        Instant at = clock.instant();
        Optional<Long> pid = system.kill(victim);
        terminal.line(String.format(
                "  kill -9    %-12s pid %-8s at %5.1f s",
                victim.label(),
                pid.map(String::valueOf).orElse("-"),
                Duration.between(begin, at).toMillis() / 1000.0));
        startup.bringBack(victim);
        Kill kill = new Kill(victim, pid.orElse(0L), at, clock.instant());
        synchronized (this) {
            kills.add(kill);
        }
        terminal.line(String.format(
                "  back       %-12s after %.1f s", victim.label(), kill.away().toMillis() / 1000.0));
    }

    private synchronized void allow(int more) {
        allowed = Math.min(Integer.MAX_VALUE / 2, allowed + more);
        notifyAll();
    }

    /** The kills so far. */
    public synchronized List<Kill> kills() {
        return List.copyOf(kills);
    }

    /** Waits until the last victim is back. */
    @Override
    public void close() {
        try {
            if (thread.isAlive()) {
                thread.join();
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
        RuntimeException ended = fault;
        if (ended != null) {
            throw ended;
        }
    }
}
