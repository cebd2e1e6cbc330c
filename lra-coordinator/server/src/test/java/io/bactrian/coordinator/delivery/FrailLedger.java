package io.bactrian.coordinator.delivery;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * The way of one node to a ledger in memory. Everything that goes along it may be refused or cut off in the middle, as a seeded program
 * says. All nodes of a test work on one thread and so may share one connection.
 */
final class FrailLedger extends AbstractDataSource {

    /** What happens to a statement or a commit. */
    enum Mishap {
        NONE,
        /** The database has chosen this transaction as the loser of a conflict; it is made again. */
        CONFLICT,
        /** It fails, and the transaction with it. */
        REFUSED,
        /** Done, but nobody learns it; of a statement the same as refused. */
        ANSWER_LOST,
        /** The process dies here, and what is not committed is gone. */
        KILLED_BEFORE,
        /** The process dies here, and a commit was made. */
        KILLED_AFTER
    }

    /** No part of the engine may go on after this, so it is no exception that one could handle. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed() {
            super("the process was killed", null, false, false);
        }
    }

    private final Connection connection;
    private final Supplier<Mishap> ofStatements;
    private final Supplier<Mishap> ofCommits;
    private final Runnable committed;
    private boolean away;
    private boolean dead;

    /**
     * @param committed hears of each commit, after it
     */
    FrailLedger(Connection connection, Supplier<Mishap> ofStatements, Supplier<Mishap> ofCommits, Runnable committed) {
        this.connection = connection;
        this.ofStatements = ofStatements;
        this.ofCommits = ofCommits;
        this.committed = committed;
    }

    void goAway(boolean newAway) {
        away = newAway;
    }

    /** Its process was killed in the middle of something, or is to be from now on. */
    boolean isDead() {
        return dead;
    }

    void die() {
        dead = true;
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (dead) {
            throw new Killed();
        }
        if (away) {
            throw new SQLException("the database is away", "08001");
        }
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "close" -> {
                            return null;
                        }
                        case "prepareStatement" -> meet(ofStatements.get());
                        case "commit" -> {
                            commit();
                            return null;
                        }
                        default -> {}
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    private void meet(Mishap mishap) throws SQLException {
        switch (mishap) {
            case NONE -> {}
            case CONFLICT -> throw new SQLException("deadlock", "40001");
            case REFUSED, ANSWER_LOST -> throw new SQLException("the connection broke", "08006");
            case KILLED_BEFORE, KILLED_AFTER -> {
                dead = true;
                throw new Killed(); // whoever began the transaction rolls it back
            }
        }
    }

    private void commit() throws SQLException {
        Mishap mishap = ofCommits.get();
        if (mishap == Mishap.REFUSED || mishap == Mishap.CONFLICT || mishap == Mishap.KILLED_BEFORE) {
            connection.rollback(); // or the end of the transaction would commit it after all
            meet(mishap == Mishap.CONFLICT ? Mishap.REFUSED : mishap);
        }
        connection.commit();
        committed.run();
        meet(mishap);
    }
}
