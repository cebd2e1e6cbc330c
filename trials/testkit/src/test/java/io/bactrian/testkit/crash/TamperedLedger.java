package io.bactrian.testkit.crash;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** A ledger that is told something else, or told later, than the coordinator believes. */
final class TamperedLedger extends DelegatingDataSource {

    private static final String RELEASE_ALL = "UPDATE participant SET claim_token = NULL, claim_node = NULL, due_at = ?"
            + " WHERE claim_node IS NOT NULL";

    private final SeededFault fault;
    private final Runnable afterUndoing;

    /** @param afterUndoing runs when it is committed that a step is undone */
    TamperedLedger(DataSource ledger, SeededFault fault, Runnable afterUndoing) {
        super(ledger);
        this.fault = fault;
        this.afterUndoing = afterUndoing;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return new Tampering(super.getConnection()).proxy;
    }

    /** One connection. */
    private final class Tampering {

        private final Connection connection;
        private final Connection proxy;
        private final List<String> events = new ArrayList<>();
        private final List<String> failed = new ArrayList<>();
        private boolean commitsLater;

        Tampering(Connection connection) {
            this.connection = connection;
            this.proxy = proxy(Connection.class, this::invoke);
        }

        private Object invoke(Object self, Method method, Object[] arguments) throws Throwable {
            if (commitsLater) {
                return method.getName().equals("isClosed") ? Boolean.FALSE : null; // its end is on its way
            }
            switch (method.getName()) {
                case "prepareStatement" -> {
                    String sql = (String) arguments[0];
                    if (fault == SeededFault.CLAIMS_OUTLIVE_THE_PROCESS && sql.equals(RELEASE_ALL)) {
                        arguments[0] = RELEASE_ALL + " AND 1 = 0";
                    }
                    PreparedStatement statement = (PreparedStatement) call(connection, method, arguments);
                    return sql.startsWith("INSERT INTO saga_event") ? noting(statement) : statement;
                }
                case "commit" -> {
                    commit();
                    return null;
                }
                default -> {
                    return call(connection, method, arguments);
                }
            }
        }

        private PreparedStatement noting(PreparedStatement statement) {
            return proxy(PreparedStatement.class, (self, method, arguments) -> {
                if (method.getName().equals("setString") && arguments[0].equals(3)) {
                    events.add((String) arguments[1]);
                }
                if (method.getName().equals("setString")
                        && arguments[0].equals(4)
                        && events.contains("ATTEMPT_FAILED")) {
                    failed.add((String) arguments[1]);
                }
                return call(statement, method, arguments);
            });
        }

        private void commit() throws SQLException {
            if (fault == SeededFault.ORDER_IS_THE_ORDER_OF_RETRIES) {
                for (String participant : failed) {
                    try (PreparedStatement last =
                            connection.prepareStatement("UPDATE participant SET seq = -seq WHERE seq > 0 AND id = ?")) {
                        last.setString(1, participant);
                        last.executeUpdate();
                    }
                }
            }
            commitsLater = fault == SeededFault.JOIN_IS_ANSWERED_BEFORE_ITS_COMMIT && events.equals(List.of("JOINED"))
                    || fault == SeededFault.DECISION_IS_NOT_DURABLE && events.contains("CLOSING");
            if (commitsLater) {
                CompletableFuture.delayedExecutor(1_000, TimeUnit.MILLISECONDS).execute(this::commitAtLast);
            } else {
                connection.commit();
                if (events.contains("COMPENSATED")) {
                    afterUndoing.run();
                }
            }
            events.clear();
            failed.clear();
        }

        private void commitAtLast() {
            try (connection) {
                connection.commit();
                connection.setAutoCommit(true);
            } catch (SQLException e) {
                // it died meanwhile: that is what this is about
            }
        }
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader() == null ? TamperedLedger.class.getClassLoader() : type.getClassLoader(),
                new Class<?>[] {type},
                handler));
    }
}
