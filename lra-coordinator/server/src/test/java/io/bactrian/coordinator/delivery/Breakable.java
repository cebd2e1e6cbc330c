package io.bactrian.coordinator.delivery;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** A database in memory that is away, slow or worse when a test says so. */
final class Breakable extends DelegatingDataSource implements AutoCloseable {

    /** Happens whenever somebody wants a connection. */
    interface Trouble {
        void meet() throws SQLException;
    }

    private volatile Trouble trouble = () -> {};
    private volatile Trouble statementTrouble = () -> {};

    Breakable() {
        super(DataSourceBuilder.create()
                .url("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1")
                .username("sa")
                .build());
    }

    void breakWith(Trouble newTrouble) {
        trouble = newTrouble;
    }

    /** For trouble that takes until the test says so. */
    static void await(CountDownLatch gate) throws SQLException {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted", e);
        }
    }

    /** Happens at each statement, inside its transaction. */
    void breakStatementsWith(Trouble newTrouble) {
        statementTrouble = newTrouble;
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
        Connection connection = super.getConnection();
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("prepareStatement")) {
                        statementTrouble.meet();
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    public void close() throws Exception {
        ((AutoCloseable) Objects.requireNonNull(getTargetDataSource())).close();
    }
}
