package io.bactrian.testkit;

import io.bactrian.coordinator.delivery.RunningEngine;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
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

    private static final Duration LONGEST_SETTLE = Duration.ofSeconds(30);

    private final String ledgerUrl = "jdbc:h2:mem:bactrian-" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    private final @Nullable ManualClock manualClock;
    private final List<String> properties;
    private ConfigurableApplicationContext context;
    private final int port;

    private EmbeddedCoordinator(@Nullable ManualClock manualClock, String... properties) {
        this.manualClock = manualClock;
        this.properties = List.of(properties);
        this.context = run(0);
        this.port = Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    /**
     * Starts one with a {@link ManualClock}.
     *
     * @param properties more settings, like {@code bactrian.call-timeout=2s}
     */
    public static EmbeddedCoordinator start(String... properties) {
        return new EmbeddedCoordinator(new ManualClock(), properties);
    }

    /**
     * Starts one on the system clock that looks for due work by itself, four times a second.
     *
     * @param properties more settings, like {@code bactrian.call-timeout=2s}
     */
    public static EmbeddedCoordinator startLive(String... properties) {
        return new EmbeddedCoordinator(null, properties);
    }

    private ConfigurableApplicationContext run(int onPort) {
        SpringApplication application = new SpringApplication(EmbeddedApplication.class);
        application.setWebApplicationType(WebApplicationType.SERVLET);
        application.setBannerMode(Banner.Mode.OFF);
        application.setLogStartupInfo(false);
        application.setRegisterShutdownHook(false);
        // logging, and the file application.yml, belong to the application under test
        application.setListeners(application.getListeners().stream()
                .filter(listener -> !(listener instanceof LoggingApplicationListener))
                .toList());
        ManualClock clock = manualClock;
        if (clock != null) {
            application.addInitializers(
                    starting -> ((GenericApplicationContext) starting).registerBean(Clock.class, () -> clock));
        }
        List<String> arguments = new ArrayList<>(List.of(
                "--spring.config.name=bactrian-testkit",
                "--spring.main.web-application-type=servlet",
                "--spring.main.lazy-initialization=false",
                "--spring.jmx.enabled=false",
                "--spring.profiles.active=",
                "--server.port=" + onPort,
                "--server.address=127.0.0.1",
                "--server.servlet.context-path=",
                "--server.ssl.enabled=false",
                "--server.shutdown=immediate",
                "--server.max-http-request-header-size=128KB",
                "--spring.mvc.formcontent.filter.enabled=false",
                "--spring.datasource.url=" + ledgerUrl,
                "--spring.datasource.username=sa",
                "--spring.datasource.password=",
                "--spring.datasource.driver-class-name=org.h2.Driver",
                "--bactrian.poll-interval=" + (clock == null ? "250ms" : "0ms")));
        properties.forEach(property -> arguments.add("--" + property));
        return application.run(arguments.toArray(String[]::new));
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
        long end = System.nanoTime() + LONGEST_SETTLE.toNanos();
        try {
            do {
                engine().runDueWork();
                if (!engine().awaitQuiet(Duration.ofNanos(Math.max(1, end - System.nanoTime())))) {
                    throw new IllegalStateException("calls are still under way after " + LONGEST_SETTLE.toSeconds()
                            + " s; does a participant never answer?\n" + timelines());
                }
            } while (isAnythingDue() && System.nanoTime() < end);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while calls were under way", e);
        }
    }

    private boolean isAnythingDue() {
        return !engine().ledger()
                .sagasWithDueCalls(context.getBean(Clock.class).instant(), 1)
                .isEmpty();
    }

    /**
     * Stops as if the process had been killed and starts again on the same ledger and port: what was under way is made
     * again.
     */
    public void restart() {
        engine().abandon();
        context.close();
        context = run(port);
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
