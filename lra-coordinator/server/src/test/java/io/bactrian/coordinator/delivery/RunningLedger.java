package io.bactrian.coordinator.delivery;

import io.bactrian.coordinator.engine.EngineSettings;
import io.bactrian.coordinator.engine.Enrolment;
import io.bactrian.coordinator.engine.Outcome;
import io.bactrian.coordinator.ledger.EventKind;
import io.bactrian.coordinator.ledger.Migrations;
import io.bactrian.coordinator.saga.CallKind;
import io.bactrian.coordinator.saga.Links;
import io.bactrian.coordinator.saga.OrderPolicy;
import io.bactrian.coordinator.saga.Participant;
import io.bactrian.coordinator.saga.RetryPolicy;
import io.bactrian.coordinator.saga.SagaStatus;
import io.bactrian.coordinator.saga.Terms;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import javax.sql.DataSource;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.jdbc.core.JdbcTemplate;

/** A ledger with participants, on which engines are started and killed while the test turns the clock. */
public final class RunningLedger implements AutoCloseable {

    public static final CallKind[] BOTH = {CallKind.COMPENSATE, CallKind.COMPLETE};
    public static final Duration LONGEST = Duration.ofSeconds(60);

    public final TestClock clock = new TestClock();
    final Scripted script = new Scripted();
    final ParticipantServer participants = new ParticipantServer(script);
    private final String url;
    private final Function<Duration, Transport> transports;
    private final List<String> sagas = new CopyOnWriteArrayList<>();
    private DataSource dataSource;
    private RunningEngine engine;

    RunningLedger() {
        this(inMemory());
    }

    RunningLedger(String url) {
        this(url, HttpTransport::new);
    }

    /** Calls are made by what {@code transports} makes of a call time-out. */
    public RunningLedger(Function<Duration, Transport> transports) {
        this(inMemory(), transports);
    }

    private RunningLedger(String url, Function<Duration, Transport> transports) {
        this.url = url;
        this.transports = transports;
        open();
    }

    private static String inMemory() {
        return "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    }

    private void open() {
        dataSource = DataSourceBuilder.create().url(url).username("sa").build();
        Migrations.migrate(dataSource);
        engine = newNode(Duration.ofSeconds(30));
        engine.begin(true);
    }

    RunningEngine newNode(Duration callTimeout) {
        return new RunningEngine(
                dataSource,
                clock,
                new EngineSettings(
                        Duration.ofHours(1),
                        new RetryPolicy(Duration.ofSeconds(1), 2, Duration.ofMinutes(1), 3),
                        Duration.ofDays(30),
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(10)),
                transports.apply(callTimeout));
    }

    public RunningEngine engine() {
        return engine;
    }

    /** As kill -9 and a new process: whatever was under way is neither answered nor recorded. */
    void killAndStart() throws Exception {
        kill();
        open();
    }

    void kill() throws Exception {
        engine.abandon();
        ((AutoCloseable) dataSource).close();
    }

    void start() {
        open();
    }

    public String saga() {
        return saga(OrderPolicy.BEST_EFFORT, null, null);
    }

    public String saga(OrderPolicy order, Duration limit, String parentId) {
        Outcome outcome = engine.enrolment()
                .start(new Enrolment.Start(
                        uid -> "http://localhost/lra-coordinator/" + uid,
                        "",
                        limit,
                        parentId,
                        null,
                        null,
                        order,
                        null,
                        null));
        sagas.add(outcome.requireSaga().id());
        return outcome.requireSaga().id();
    }

    /** All that were started here. */
    public List<String> sagas() {
        return List.copyOf(sagas);
    }

    /** The participant's id. */
    String join(String saga, String name, CallKind... kinds) {
        return join(saga, name, participants.links(name, kinds.length == 0 ? BOTH : kinds));
    }

    /** The participant's id. */
    public String join(String saga, String name, Links links) {
        Terms terms = new Terms(links, name, null, null, false, null);
        return engine.enrolment()
                .join(saga, new Enrolment.Join(terms, null, null, null))
                .requireParticipant()
                .id();
    }

    public void cancel(String saga) throws InterruptedException {
        engine.decisions().cancel(saga, "cancel was requested", null);
        quiet();
    }

    public void close(String saga) throws InterruptedException {
        engine.decisions().close(saga, null);
        quiet();
    }

    public void quiet() throws InterruptedException {
        if (!engine.awaitQuiet(LONGEST)) {
            throw new IllegalStateException("calls are still under way");
        }
    }

    public void advance(Duration by) throws InterruptedException {
        clock.advance(by);
        look();
    }

    /** Looks for due work until there is none. */
    public void look() throws InterruptedException {
        do {
            engine.runDueWork();
            quiet();
        } while (!engine.ledger().sagasWithDueCalls(clock.instant(), 1).isEmpty());
    }

    /** Lets all attempts of whoever does not answer be spent. */
    void untilParked() throws InterruptedException {
        for (int i = 0; i < 4; i++) {
            advance(Duration.ofMinutes(2));
        }
    }

    public SagaStatus status(String saga) {
        return engine.ledger().find(saga).orElseThrow().status();
    }

    public boolean attention(String saga) {
        return engine.ledger().find(saga).orElseThrow().state().attention();
    }

    public Participant participant(String saga, String name) {
        return engine.ledger().participants(saga).stream()
                .filter(p -> name.equals(p.terms().step()))
                .findFirst()
                .orElseThrow();
    }

    public List<String> timeline(String saga) {
        return new JdbcTemplate(dataSource)
                .queryForList("SELECT kind FROM saga_event WHERE saga_id = ? ORDER BY id", String.class, saga);
    }

    /** Makes the ledger another one than the migrations do. */
    void execute(String sql) {
        new JdbcTemplate(dataSource).execute(sql);
    }

    /** What the timeline says of one kind of event. */
    public List<String> details(String saga, EventKind kind) {
        return new JdbcTemplate(dataSource)
                .queryForList(
                        "SELECT detail FROM saga_event WHERE saga_id = ? AND kind = ? ORDER BY id",
                        String.class,
                        saga,
                        kind.name());
    }

    @Override
    public void close() throws Exception {
        engine.abandon();
        participants.close();
        ((AutoCloseable) dataSource).close();
    }
}
