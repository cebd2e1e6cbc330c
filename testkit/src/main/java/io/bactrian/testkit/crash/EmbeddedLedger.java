package io.bactrian.testkit.crash;

import io.bactrian.coordinator.saga.SagaStatus;
import io.bactrian.testkit.EmbeddedCoordinator;
import io.bactrian.testkit.ManualClock;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** The ledger of a coordinator in this process, read from its database; turns the clock to whatever comes next. */
final class EmbeddedLedger implements LedgerView, AutoCloseable {

    private final Part coordinator;
    private final ManualClock clock;
    private final SingleConnectionDataSource connection;
    private final JdbcTemplate jdbc;
    private Set<String> before = Set.of();
    private final Grace grace = new Grace(System::nanoTime);
    private @Nullable Timestamp awaited;
    private long awaitedSince;

    EmbeddedLedger(String url, Part coordinator, ManualClock clock) {
        this.coordinator = coordinator;
        this.clock = clock;
        this.connection = new SingleConnectionDataSource(url, "sa", "", true);
        this.jdbc = new JdbcTemplate(connection);
    }

    @Override
    public void begin() {
        before = Set.copyOf(jdbc.queryForList("SELECT id FROM saga", String.class));
        grace.begin();
    }

    @Override
    public List<SagaEnd> sagas() {
        return jdbc
                .query(
                        "SELECT id, name, status FROM saga ORDER BY started_at, id",
                        (row, number) -> new SagaEnd(
                                row.getString("id"),
                                row.getString("name"),
                                SagaStatus.valueOf(row.getString("status")).wire(),
                                List.of()))
                .stream()
                .filter(saga -> !before.contains(saga.id()))
                .map(saga -> new SagaEnd(saga.id(), saga.name(), saga.status(), owing(saga.id())))
                .toList();
    }

    private List<String> owing(String sagaId) {
        return jdbc.query(
                "SELECT step, status, call_kind, parked, last_error FROM participant WHERE saga_id = ?"
                        + " AND (call_kind IS NOT NULL OR parked = TRUE) ORDER BY seq",
                (row, number) -> row.getString("step") + " is " + row.getString("status") + ", owed "
                        + row.getString("call_kind") + (row.getBoolean("parked") ? ", parked" : "") + ": "
                        + row.getString("last_error"),
                sagaId);
    }

    @Override
    public void push(long traffic) {
        EmbeddedCoordinator now = embedded();
        if (now == null) {
            return;
        }
        boolean deadlinesPass = grace.isOver(List.of(traffic, events()));
        Integer calling =
                jdbc.queryForObject("SELECT COUNT(*) FROM participant WHERE claim_token IS NOT NULL", Integer.class);
        if (calling != null && calling > 0 && !now.isQuiet()) {
            return; // an answer will come
        }
        Timestamp due =
                jdbc.queryForObject("SELECT MIN(due_at) FROM participant WHERE sent_at IS NULL", Timestamp.class);
        if (due == null) {
            due = unanswered();
        }
        if (due == null && deadlinesPass) {
            due = jdbc.queryForObject("SELECT MIN(deadline) FROM saga WHERE status = 'ACTIVE'", Timestamp.class);
        }
        Instant next = due == null ? clock.instant() : due.toInstant();
        if (next.isAfter(clock.instant())) {
            clock.advance(Duration.between(clock.instant(), next));
        }
        look();
    }

    private long events() {
        Long last = jdbc.queryForObject("SELECT COALESCE(MAX(id), 0) FROM saga_event", Long.class);
        return last == null ? 0 : last;
    }

    /** When a command is sent again whose answer by topic does not come; null while it may be on its way. */
    private @Nullable Timestamp unanswered() {
        Timestamp due =
                jdbc.queryForObject("SELECT MIN(due_at) FROM participant WHERE sent_at IS NOT NULL", Timestamp.class);
        if (!Objects.equals(due, awaited)) {
            awaited = due;
            awaitedSince = System.nanoTime();
        }
        return System.nanoTime() - awaitedSince > Grace.SILENCE.toNanos() ? due : null;
    }

    @Override
    public void look() {
        CoordinatorLife now = life();
        try {
            if (now != null) {
                now.coordinator().runDueWork();
            }
        } catch (RuntimeException e) {
            if (now != null && !now.mortality().isDead()) {
                throw e;
            }
        }
    }

    private @Nullable CoordinatorLife life() {
        return coordinator.now() instanceof CoordinatorLife life ? life : null;
    }

    private @Nullable EmbeddedCoordinator embedded() {
        CoordinatorLife life = life();
        return life == null ? null : life.coordinator();
    }

    @Override
    public boolean isQuiet() {
        EmbeddedCoordinator now = embedded();
        return now != null && now.isQuiet();
    }

    @Override
    public String timelines() {
        EmbeddedCoordinator now = embedded();
        if (now == null) {
            return "the coordinator is down";
        }
        return sagas().stream().map(saga -> now.timeline(saga.id())).collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        connection.destroy();
    }
}
