package io.bactrian.coordinator.delivery;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.h2.jdbcx.JdbcConnectionPool;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** A database in memory that is away, slow or worse when a test says so. */
final class Breakable extends DelegatingDataSource implements AutoCloseable {

    /** Happens whenever somebody wants a connection. */
    interface Trouble {
        void meet() throws SQLException;
    }

    private final JdbcConnectionPool pool;
    private volatile Trouble trouble = () -> {};

    Breakable() {
        this(JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", ""));
    }

    private Breakable(JdbcConnectionPool pool) {
        super(pool);
        this.pool = pool;
    }

    void breakWith(Trouble newTrouble) {
        trouble = newTrouble;
    }

    void goAway() {
        breakWith(() -> {
            throw new SQLException("the database is away");
        });
    }

    void mend() {
        breakWith(() -> {});
    }

    @Override
    public Connection getConnection() throws SQLException {
        trouble.meet();
        return super.getConnection();
    }

    @Override
    public void close() {
        pool.dispose();
    }
}
