package io.bactrian.testkit;

import io.bactrian.coordinator.delivery.RunningEngine;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The Bactrian coordinator in this JVM, on a free port of the loopback address and a ledger in memory.
 *
 * <p>{@link #start()} gives it a {@link ManualClock} and no loop of its own: deadlines, retries and lost instances
 * happen when the test says {@link #advance}. What a request sets off at once (the first call to each participant, the
 * next one after an answer) happens by itself. {@link #startLive()} runs it as in production, on the system clock.
 *
 * <pre>{@code
 * try (EmbeddedCoordinator coordinator = EmbeddedCoordinator.start()) {
 *     // camel.lra.coordinator-url = coordinator.url()
 *     ...
 *     coordinator.advance(Duration.ofMinutes(5)); // the saga's deadline passes
 *     assertThat(saga).as(coordinator.timelines()).satisfies(..);
 * }
 * }</pre>
 */
public final class EmbeddedCoordinator implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedCoordinator.class);
    private static final Duration LONGEST_SETTLE = Duration.ofSeconds(30);
    private static final Duration GLANCE = Duration.ofMillis(20);

    private final String ledgerUrl;
    private final @Nullable ManualClock manualClock;
    private final Consumer<GenericApplicationContext> prepare;
    private final List<String> properties;
    private volatile ServletWebServerApplicationContext context;
    private final int port;

    private EmbeddedCoordinator(int onPort, @Nullable ManualClock manualClock, String... properties) {
        this(
                onPort,
                "jdbc:h2:mem:bactrian-" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1",
                manualClock,
                context -> {},
                properties);
    }

    /** @param onPort 0 for a free one */
    private EmbeddedCoordinator(
            int onPort,
            String ledgerUrl,
            @Nullable ManualClock manualClock,
            Consumer<GenericApplicationContext> prepare,
            String... properties) {
        this.ledgerUrl = ledgerUrl;
        this.manualClock = manualClock;
        this.prepare = prepare;
        this.properties = List.of(properties);
        long begin = System.nanoTime();
        this.context = run(onPort);
        this.port = context.getWebServer().getPort();
        LOG.info(
                "Coordinator at {} started in {} ms",
                lraUrl(),
                Duration.ofNanos(System.nanoTime() - begin).toMillis());
    }

    /**
     * Starts one with a {@link ManualClock}.
     *
     * @param properties more settings, like {@code bactrian.call-timeout=2s}
     */
    public static EmbeddedCoordinator start(String... properties) {
        Preload.begin();
        return new EmbeddedCoordinator(0, new ManualClock(), properties);
    }

    /** Starts one at a port that has been told to others already. */
    static EmbeddedCoordinator startAt(int port, ManualClock clock, String... properties) {
        Preload.begin();
        return new EmbeddedCoordinator(port, clock, properties);
    }

    /**
     * Starts one on the system clock that looks for due work by itself, four times a second.
     *
     * @param properties more settings, like {@code bactrian.call-timeout=2s}
     */
    public static EmbeddedCoordinator startLive(String... properties) {
        Preload.begin();
        return new EmbeddedCoordinator(0, null, properties);
    }

    /**
     * Starts one on a ledger that outlives it, for those who let coordinators die: another one may be started on the same
     * ledger after {@link #abandon}.
     *
     * @param ledgerUrl JDBC URL of an H2 database without a password, like {@code jdbc:h2:mem:ledger;DB_CLOSE_DELAY=-1}
     * @param clock turned by the test; null runs it on the system clock, looking for due work by itself
     * @param prepare changes the context before its beans are made, for example adds a bean post-processor
     * @param properties more settings, like {@code bactrian.call-timeout=2s}
     */
    public static EmbeddedCoordinator startOn(
            String ledgerUrl,
            @Nullable ManualClock clock,
            Consumer<GenericApplicationContext> prepare,
            String... properties) {
        return new EmbeddedCoordinator(0, ledgerUrl, clock, prepare, properties);
    }

    private ServletWebServerApplicationContext run(int onPort) {
        ManualClock clock = manualClock;
        Map<String, Object> settings = new HashMap<>();
        settings.put(EmbeddedWeb.PORT, onPort);
        settings.put(EmbeddedApplication.LEDGER_URL, ledgerUrl);
        settings.put("bactrian.poll-interval", clock == null ? "250ms" : "0ms");
        properties.forEach(property -> {
            String[] parts = property.split("=", 2);
            settings.put(parts[0], parts.length == 1 ? "" : parts[1]);
        });
        return EmbeddedApplication.start(settings, starting -> {
            prepare.accept(starting);
            if (clock != null) {
                starting.registerBean(Clock.class, () -> clock);
            }
        });
    }

    /** {@code http://localhost:port}, for {@code camel.lra.coordinator-url}. */
    public String url() {
        return "http://localhost:" + port;
    }

    /** {@code http://localhost:port/lra-coordinator}, the base of every LRA id. */
    public String lraUrl() {
        return url() + "/lra-coordinator";
    }

    /**
     * The clock of a coordinator of {@link #start}.
     *
     * @throws IllegalStateException when it was started with {@link #startLive}
     */
    public ManualClock clock() {
        if (manualClock == null) {
            throw new IllegalStateException("startLive() runs on the system clock; use start() to turn the clock");
        }
        return manualClock;
    }

    /** Looks once for everything that is due now: deadlines, retries, lost instances. Calls are made in the background. */
    public void runDueWork() {
        engine().runDueWork();
    }

    /** Turns the clock forward, and then does whatever became due and waits for the answers, as {@link #settle} does. */
    public void advance(Duration by) {
        clock().advance(by);
        settle();
    }

    /**
     * Runs due work until nothing is due and no call is under way.
     *
     * @throws IllegalStateException when that takes more than 30 s, with the timelines of all sagas
     */
    public void settle() {
        settle(calls -> false);
    }

    /** The same, but also ends once {@code enough} for that many calls under way: only the test can let those go on. */
    void settle(IntPredicate enough) {
        long end = System.nanoTime() + LONGEST_SETTLE.toNanos();
        try {
            do {
                engine().runDueWork();
                while (!engine().awaitQuiet(GLANCE)) {
                    if (enough.test(engine().callsUnderWay())) {
                        return;
                    }
                    if (System.nanoTime() > end) {
                        throw new IllegalStateException("calls are still under way after " + LONGEST_SETTLE.toSeconds()
                                + " s; does a participant never answer?\n" + timelines());
                    }
                }
            } while (isAnythingDue() && System.nanoTime() < end);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while calls were under way", e);
        }
    }

    /** Whether no call to a participant is being made or settled at this moment. */
    public boolean isQuiet() {
        return engine().callsUnderWay() == 0;
    }

    private boolean isAnythingDue() {
        return !engine().ledger()
                .sagasWithDueCalls(context.getBean(Clock.class).instant(), 1)
                .isEmpty();
    }

    /** As an operator would: what these sagas still owe is settled, so that they end and nobody waits for them. */
    void writeOff(Collection<LedgerView.Line> sagas) {
        for (LedgerView.Line saga : sagas) {
            if (saga.isEnded()) {
                continue;
            }
            // in the order of joining: settling the last one first would make the one before it due, and called
            engine().ledger().participants(saga.id()).stream()
                    .filter(participant -> participant.status().isOwing())
                    .forEach(participant -> engine().interventions()
                            .resolve("test kit", saga.id(), participant.id(), "the test is over"));
        }
    }

    /** Waits for the calls that are under way, and makes no others. */
    void awaitCalls() {
        try {
            engine().awaitQuiet(LONGEST_SETTLE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Nothing is being called, and nothing is due before the clock is turned. */
    boolean isAtRest() {
        return engine().callsUnderWay() == 0 && !isAnythingDue();
    }

    /**
     * Stops as if the process had been killed and starts again on the same ledger and port: what was under way is made
     * again.
     */
    public void restart() {
        abandon();
        context = run(port);
    }

    /** Stops as if the process had been killed: what was under way stays in the ledger as it is, and so does the ledger. */
    public void abandon() {
        engine().abandon();
        context.close();
    }

    /** The LRA status of a saga, for example {@code Cancelled}; of an unknown one {@code unknown}. */
    public String status(String lraId) {
        return engine().ledger()
                .find(uid(lraId))
                .map(saga -> saga.status().wire())
                .orElse("unknown");
    }

    /** What happened in a saga, a line each: for failure messages. */
    public String timeline(String lraId) {
        return Timelines.of(context.getBean(JdbcTemplate.class), uid(lraId));
    }

    /** What happened in every saga of the ledger: for failure messages. */
    public String timelines() {
        return Timelines.ofAll(context.getBean(JdbcTemplate.class));
    }

    /** The ledger as it is: of this process's memory, and of this moment. */
    LedgerView ledger() {
        return new LedgerView(context.getBean(JdbcTemplate.class));
    }

    private RunningEngine engine() {
        return context.getBean(RunningEngine.class);
    }

    private static String uid(String lraId) {
        String path = lraId.replaceFirst("\\?.*$", "");
        return path.substring(path.lastIndexOf('/') + 1);
    }

    @Override
    public void close() {
        if (context.isActive()) {
            context.getBean(JdbcTemplate.class).execute("SET DB_CLOSE_DELAY 0"); // the last connection takes it along
            context.close();
        }
    }
}
