package io.bactrian.starter.barrier;

import java.sql.Connection;
import java.sql.Savepoint;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table {@code bactrian_once}; everything happens in the transaction that runs. */
final class StepTable {

    static final String MISSING = "policy(\"once\") needs the table bactrian_once: add the SQL of"
            + " classpath:io/bactrian/starter/barrier/once.sql to your Flyway or Liquibase changes, or set"
            + " bactrian.once.initialize-schema=always";

    private final JdbcTemplate template;
    private final JdbcClient jdbc;
    private final Clock clock;

    StepTable(DataSource dataSource, Clock clock) {
        this.template = new JdbcTemplate(dataSource);
        this.jdbc = JdbcClient.create(template);
        this.clock = clock;
    }

    /**
     * Whether the table is there.
     *
     * @throws DataAccessException when the database cannot be asked
     */
    boolean exists() {
        try {
            jdbc.sql("select count(*) from bactrian_once where 1 = 0")
                    .query(Integer.class)
                    .single();
            return true;
        } catch (BadSqlGrammarException e) {
            return false;
        }
    }

    /**
     * True: the row is ours, and calls for the same step wait until this transaction ends. False: the step was claimed before, by a
     * transaction that has committed meanwhile. PostgreSQL refuses the rest of a transaction after a failed statement, unless it is
     * rolled back to a savepoint.
     */
    boolean claim(StepKey key, State first) {
        Savepoint before = savepoint();
        try {
            jdbc.sql("""
                            insert into bactrian_once (saga, step, begun, options, state, created_at)
                            values (:saga, :step, :begun, :options, :state, :now)""")
                    .param("saga", key.saga())
                    .param("step", key.step())
                    .param("begun", key.begun())
                    .param("options", key.options())
                    .param("state", first.name())
                    .param("now", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                    .update();
            return true;
        } catch (DuplicateKeyException taken) {
            backTo(before);
            return false;
        } catch (BadSqlGrammarException e) {
            throw new IllegalStateException(MISSING, e);
        }
    }

    StepRow lock(StepKey key) {
        return jdbc.sql(
                        "select state, options, begun, answer from bactrian_once where saga = :saga and step = :step for update")
                .param("saga", key.saga())
                .param("step", key.step())
                .query((row, n) -> {
                    String answer = row.getString("answer");
                    return new StepRow(
                            State.valueOf(row.getString("state")),
                            row.getString("options"),
                            row.getString("begun"),
                            answer == null ? null : RecordedAnswer.read(answer));
                })
                .single();
    }

    /** The row is locked by this transaction, so exactly one row changes. An answer that is there stays unless another is given. */
    void become(StepKey key, State state, @Nullable RecordedAnswer answer) {
        int rows = jdbc.sql("""
                        update bactrian_once set state = :state, answer = coalesce(:answer, answer)
                        where saga = :saga and step = :step""")
                .param("state", state.name())
                .param("answer", answer == null ? null : answer.json(), java.sql.Types.VARCHAR)
                .param("saga", key.saga())
                .param("step", key.step())
                .update();
        if (rows != 1) {
            throw new IllegalStateException("%d rows instead of 1 are known of %s".formatted(rows, key));
        }
    }

    Savepoint savepoint() {
        Savepoint savepoint = template.execute((ConnectionCallback<Savepoint>) Connection::setSavepoint);
        if (savepoint == null) {
            throw new IllegalStateException("the JDBC driver gave no savepoint");
        }
        return savepoint;
    }

    /** Takes back what was written since. */
    void backTo(Savepoint savepoint) {
        template.execute((ConnectionCallback<@Nullable Object>) connection -> {
            connection.rollback(savepoint);
            return null;
        });
    }
}
