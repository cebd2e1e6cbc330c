package io.bactrian.testkit.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** What a dead part still does to its database: nothing. */
class MortalDataSourceTest {

    private final JdbcConnectionPool pool =
            JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
    private final JdbcTemplate survivor = new JdbcTemplate(pool);
    private final Mortality life = new Mortality("application");
    private final Watch watch = new Watch(part -> life.die());
    private final DataSource mortal =
            new MortalDataSource(pool, life, new Commits(watch, "application", table -> true));
    private final JdbcTemplate jdbc = new JdbcTemplate(mortal);
    private final TransactionTemplate transaction = new TransactionTemplate(new DataSourceTransactionManager(mortal));

    @BeforeEach
    void createTable() {
        survivor.execute("CREATE TABLE note (id INT PRIMARY KEY, text VARCHAR(20))");
        survivor.update("INSERT INTO note VALUES (1, 'old')");
    }

    @AfterEach
    void close() {
        survivor.execute("SHUTDOWN");
        pool.dispose();
    }

    @Test
    void aFinallyBlockOfADeadPartWritesNothing() {
        assertThatThrownBy(() -> {
                    try {
                        life.die();
                        jdbc.update("UPDATE note SET text = 'new'");
                    } finally {
                        jdbc.update("INSERT INTO note VALUES (2, 'from finally')");
                    }
                })
                .hasRootCauseMessage("application is dead: its database is out of reach");

        assertThat(survivor.queryForList("SELECT text FROM note", String.class)).containsExactly("old");
    }

    @Test
    void anOpenTransactionIsRolledBackAndItsLocksAreFree() {
        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {
                    jdbc.update("UPDATE note SET text = 'new'");
                    life.die();
                    assertThat(survivor.update("UPDATE note SET text = 'of the successor'"))
                            .isEqualTo(1);
                }))
                .isInstanceOf(Exception.class);

        assertThat(survivor.queryForList("SELECT text FROM note", String.class)).containsExactly("of the successor");
    }

    @Test
    void whoWaitsForALockOfTheDeadGetsNone() {
        AtomicReference<CompletableFuture<Void>> waiting = new AtomicReference<>();
        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {
                    jdbc.queryForList("SELECT id FROM note WHERE id = 1 FOR UPDATE");
                    waiting.set(CompletableFuture.runAsync(() -> transaction.executeWithoutResult(
                            other -> jdbc.queryForList("SELECT id FROM note WHERE id = 1 FOR UPDATE"))));
                    await().until(() -> !survivor.queryForList(
                                    "SELECT 1 FROM INFORMATION_SCHEMA.SESSIONS WHERE BLOCKER_ID IS NOT NULL")
                            .isEmpty());
                    long begun = System.nanoTime();
                    life.die();
                    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(4));
                }))
                .isInstanceOf(Exception.class);

        assertThat(waiting.get()).failsWithin(Duration.ofSeconds(5));
        assertThat(survivor.update("UPDATE note SET text = 'of the successor'")).isEqualTo(1);
    }

    @Test
    void aDeathBeforeTheCommitLeavesNothingAndOneAfterItEverything() {
        watch.arm(point(CrashPoint.Phase.BEFORE));
        assertThatThrownBy(() -> jdbc.update("UPDATE note SET text = 'new'")).isInstanceOf(Exception.class);
        assertThat(survivor.queryForList("SELECT text FROM note", String.class)).containsExactly("old");

        Mortality next = new Mortality("application");
        Watch after = new Watch(part -> next.die());
        after.arm(point(CrashPoint.Phase.AFTER));
        JdbcTemplate successor =
                new JdbcTemplate(new MortalDataSource(pool, next, new Commits(after, "application", table -> true)));
        assertThatThrownBy(() -> successor.update("UPDATE note SET text = 'new'"))
                .isInstanceOf(Exception.class);
        assertThat(survivor.queryForList("SELECT text FROM note", String.class)).containsExactly("new");
    }

    @Test
    void whatWasWrittenBeforeASavepointIsCommittedThoughWhatCameAfterIsRolledBack() {
        TransactionTemplate nested = new TransactionTemplate(new DataSourceTransactionManager(mortal));
        nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
        watch.record();

        transaction.executeWithoutResult(status -> {
            jdbc.update("UPDATE note SET text = 'new'");
            nested.executeWithoutResult(inner -> {
                jdbc.update("INSERT INTO note VALUES (2, 'too much')");
                inner.setRollbackOnly();
            });
        });
        transaction.executeWithoutResult(status -> {
            jdbc.update("DELETE FROM note");
            nested.executeWithoutResult(inner -> jdbc.update("INSERT INTO note VALUES (3, 'kept')"));
        });
        transaction.executeWithoutResult(status -> {
            jdbc.update("DELETE FROM note");
            status.setRollbackOnly();
        });

        assertThat(watch.recorded())
                .extracting(CrashPoint::toString)
                .containsExactly(
                        "1: record update note, before, application dies",
                        "2: record update note, after, application dies",
                        "3: record delete note + insert note, before, application dies",
                        "4: record delete note + insert note, after, application dies");
        assertThat(survivor.queryForList("SELECT text FROM note", String.class)).containsExactly("kept");
    }

    @Test
    void aConnectionThatIsGivenBackBetweenDeathAndCutLeavesNoLock() throws SQLException {
        Mortality other = new Mortality("application");
        AtomicReference<Connection> connection = new AtomicReference<>();
        other.cutAtDeath(() -> {
            try {
                connection.get().close();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        connection.set(
                new MortalDataSource(pool, other, new Commits(watch, "application", table -> true)).getConnection());
        connection.get().setAutoCommit(false);
        try (Statement statement = connection.get().createStatement()) {
            statement.execute("UPDATE note SET text = 'new'");
        }

        other.die();

        assertThat(survivor.update("UPDATE note SET text = 'of the successor'")).isEqualTo(1);
    }

    @Test
    void aConnectionThatWasOpenIsClosed() throws SQLException {
        try (Connection connection = mortal.getConnection()) {
            life.die();

            assertThat(connection.isClosed()).isTrue();
            assertThatThrownBy(connection::commit)
                    .isInstanceOf(SQLException.class)
                    .hasMessage("application is dead: its connection is cut");
        }
    }

    private static CrashPoint point(CrashPoint.Phase phase) {
        return new CrashPoint(1, CrashPoint.Kind.RECORD, "update note", 1, phase, "application");
    }
}
