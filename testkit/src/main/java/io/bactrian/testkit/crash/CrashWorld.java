package io.bactrian.testkit.crash;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** A plan come alive. Runs a body, lets a part die at a point, waits until everything has ended, and judges. */
final class CrashWorld implements AutoCloseable {

    private static final AtomicInteger RUNS = new AtomicInteger();

    /** After everything has ended: a process that ended by itself is known of only then. */
    private static final Duration LAST_STRIKE = Duration.ofSeconds(5);

    private final CrashPlan plan;
    private final Trace trace = new Trace();
    private final Watch watch;
    private final Wire wire;
    private final ExecutorService threads;
    private final @Nullable CrashServices services;
    private final @Nullable BrokerDoors brokers;
    private final Doors doors;
    private final Map<String, Part> parts = new LinkedHashMap<>();
    private final Births births;
    private final LedgerView ledger;
    private volatile CompletableFuture<Void> bodyOver = new CompletableFuture<>();
    private final Map<String, JdbcTemplate> databases = new LinkedHashMap<>();

    /** @param births where the parts live */
    CrashWorld(CrashPlan plan, Births.Factory births) {
        Logs.initialize();
        Logs.hushTheDead();
        this.plan = plan;
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        this.threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(null, work, "crash-matrix", 0, false); // of no life, whichever one asks for it
            thread.setDaemon(true);
            thread.setContextClassLoader(loader); // not that of a web server that dies with the part it belongs to
            return thread;
        });
        this.watch = new Watch(this::kill);
        this.wire = new Wire(watch, trace);
        this.services = plan.services == null ? null : plan.services.get();
        this.brokers = plan.kafka == null ? null : new BrokerDoors(plan.kafka, wire, watch, trace, threads);
        this.doors =
                new Doors(plan, wire, threads, this::targetOf, services == null ? Map.of() : services.urls(), brokers);
        this.births = births.create(plan, doors, watch, this::died);
        wire.mortal(Wire.COORDINATOR);
        plan.applications.keySet().forEach(wire::mortal);
        Part coordinator = part(Wire.COORDINATOR, this.births::coordinator);
        coordinator.awaitUp(); // the applications announce themselves to it
        plan.applications.values().forEach(application -> {
            databases.put(application.name(), this.births.database(application.name()));
            part(application.name(), () -> this.births.application(application));
        });
        this.ledger = this.births.ledger(coordinator);
    }

    private Part part(String name, Supplier<Life> birth) {
        Part part = new Part(name, birth, threads, trace);
        parts.put(name, part);
        return part;
    }

    /** A process is gone that nobody here has ended: it has come to its point. */
    private void died(Mortality life) {
        if (!life.isDead()) {
            kill(life.toString());
            watch.struckElsewhere(life.toString());
        }
    }

    private Door.@Nullable Target targetOf(String part) {
        Part known = parts.get(part);
        return known == null ? null : known.target();
    }

    private void kill(String part) {
        Part dying = parts.get(part);
        if (dying != null) {
            dying.die();
        }
    }

    /** Runs the body with nothing dying; the verdict has the points it passes, in order, and is a good one. */
    Verdict record(CrashBody body) {
        CrashRun run = begin(null);
        Verdict verdict = end(run, failureOf(body, run), Standing.NOTHING);
        verdict.orThrow();
        return verdict;
    }

    /**
     * Runs the body and lets a part die at the point.
     *
     * @param expected what stands after the recorded run
     */
    Verdict crash(CrashPoint point, Standing expected, CrashBody body) {
        CrashRun run = begin(point);
        return end(run, failureOf(body, run), expected);
    }

    private static @Nullable Throwable failureOf(CrashBody body, CrashRun run) {
        try {
            body.run(run);
            return null;
        } catch (Exception | AssertionError e) {
            return e;
        }
    }

    /** @param point where a part dies; null to record the points */
    CrashRun begin(@Nullable CrashPoint point) {
        parts.values().forEach(Part::awaitUp);
        if (brokers != null) {
            brokers.awaitMembers();
        }
        trace.clear();
        ledger.begin();
        if (services != null) {
            services.reset();
        }
        CrashRun run = new CrashRun("run" + RUNS.incrementAndGet(), point, doors.fronts(), doors.http());
        wire.begin(run.id());
        if (brokers != null) {
            brokers.begin(run.id());
        }
        if (point == null) {
            watch.record();
        } else {
            watch.arm(point);
            births.arm(point, parts.get(point.dies()));
            CompletableFuture<Void> over = new CompletableFuture<>();
            bodyOver = over;
            threads.execute(() -> keepGoing(over));
        }
        return run;
    }

    /** A coordinator that is back goes on by itself, also while the body still waits for it. */
    private void keepGoing(CompletableFuture<Void> over) {
        while (!over.isDone()) {
            if (watch.hasStruck()) {
                ledger.look();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    /**
     * Waits until everything has ended, and judges.
     *
     * @param expected what stands after the recorded run
     */
    Verdict end(CrashRun run, @Nullable Throwable failure, Standing expected) {
        CrashPoint point = run.point();
        bodyOver.complete(null);
        List<String> faults = new ArrayList<>();
        if (!awaitEnd(point)) {
            faults.add("not everything has ended after " + plan.patience.toSeconds() + " s");
        }
        if (point != null && !watch.hasStruck()) {
            faults.add("the point did not come again, so nothing died: does every run use CrashRun.id(), and does the"
                    + " test do the same every time?");
        }
        List<CrashPoint> points = watch.recorded();
        watch.disarm();
        births.disarm();
        List<SagaEnd> sagas = ledger.sagas();
        if (point == null && sagas.isEmpty() && plan.beginsSagas) {
            faults.add("no saga was begun: does the test look at the answer's status? An application that answers, for"
                    + " example with 202, and begins its saga later must be waited for in the test. A plan without any"
                    + " says withoutSagas()");
        }
        List<Deed> journal = services == null ? List.of() : services.journal();
        faults.addAll(services == null ? List.of() : services.faults());
        faults.addAll(Judge.faults(sagas, wire.participants(), journal, point == null ? null : point.dies()));
        Standing standing = Standing.of(sagas, journal);
        expected.missingIn(standing, plan.mayBeMissing)
                .forEach(step -> faults.add("the effect of " + step + " is missing although the saga closed: it stands"
                        + " when nothing dies. If the saga may close without it, the plan says mayBeMissing(\"" + step
                        + "\")"));
        if (point != null) {
            faults.addAll(expected.changes().exceededIn(standing.changes()));
        }
        if (brokers != null) {
            faults.addAll(brokers.faults());
        }
        check(new CrashOutcome(run.id(), sagas.stream().map(SagaEnd::status).toList(), journal, databases), faults);
        List<String> remarks = services == null ? List.of() : services.remarks();
        return new Verdict(point, points, standing, faults, remarks, failure, evidence(journal));
    }

    private void check(CrashOutcome outcome, List<String> faults) {
        try {
            plan.check.check(outcome);
        } catch (Exception | AssertionError e) {
            faults.add("the plan's own check: " + e.getMessage());
        }
    }

    /** Waits until all parts are up, and gives how long that took: how fast a machine starts a part proves nothing. */
    private long awaitParts() {
        long begin = System.nanoTime();
        parts.values().forEach(Part::awaitUp);
        return System.nanoTime() - begin;
    }

    /** False when something is still open after the longest time. */
    private boolean awaitEnd(@Nullable CrashPoint point) {
        long end = System.nanoTime() + plan.patience.toNanos();
        long lastStrike = System.nanoTime() + LAST_STRIKE.toNanos();
        while (System.nanoTime() < end) {
            end += awaitParts();
            if (!ledger.isOpen() && ledger.isQuiet() && (brokers == null || brokers.isQuiet())) {
                if (point == null || watch.hasStruck() || System.nanoTime() > lastStrike && !watch.isStriking()) {
                    parts.values().forEach(Part::awaitUp);
                    return true;
                }
            } else {
                ledger.push(wire.traffic());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        return false;
    }

    private String evidence(List<Deed> journal) {
        return "The ledger:\n" + ledger.timelines()
                + "\nThe services' journals:\n"
                + journal.stream().map(deed -> "  " + deed).collect(Collectors.joining("\n"))
                + "\nThe relays:\n" + trace;
    }

    @Override
    public void close() {
        bodyOver.complete(null);
        CompletableFuture.allOf(parts.values().stream() // together: clients of a broker take seconds to give up
                        .map(part -> CompletableFuture.runAsync(part::close, threads))
                        .toArray(CompletableFuture[]::new))
                .join();
        doors.close();
        if (brokers != null) {
            brokers.close();
        }
        if (services != null) {
            services.close();
        }
        births.close();
        threads.shutdownNow();
    }
}
