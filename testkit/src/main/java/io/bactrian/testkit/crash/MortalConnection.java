package io.bactrian.testkit.crash;

import io.bactrian.testkit.crash.Commits.Write;
import io.bactrian.testkit.crash.CrashPoint.Phase;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection of a part that can die: knows what it has written since the last commit. */
final class MortalConnection {

    private static final Logger LOG = LoggerFactory.getLogger(MortalConnection.class);
    private static final Pattern WRITE = Pattern.compile(
            "\\s*(insert\\s+into|update|delete\\s+from|merge\\s+into)\\s+\"?(\\w+)\"?.*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern EVENT =
            Pattern.compile("\\s*INSERT INTO saga_event \\(([^)]*)\\).*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final Connection connection;
    private final Mortality life;
    private final Commits commits;
    private final Consumer<MortalConnection> onClose;
    private final List<Write> written = new ArrayList<>();
    private final Map<Savepoint, Integer> writtenUntil = new IdentityHashMap<>();
    private final ReentrantLock running = new ReentrantLock();

    MortalConnection(Connection connection, Mortality life, Commits commits, Consumer<MortalConnection> onClose) {
        this.connection = connection;
        this.life = life;
        this.commits = commits;
        this.onClose = onClose;
    }

    Connection asConnection() {
        return proxy(Connection.class, this::invoke);
    }

    /** What a killed process leaves behind: no transaction. Waits for the statement that is running; no other begins. */
    void cut() {
        running.lock();
        try {
            Connection physical = connection.unwrap(Connection.class);
            try {
                if (!physical.isClosed() && !physical.getAutoCommit()) {
                    physical.rollback();
                }
            } finally {
                physical.close();
            }
        } catch (SQLException e) {
            LOG.debug("a connection of {} broke while it was cut", life, e);
        } finally {
            running.unlock();
        }
    }

    private @Nullable Object alive(Execution work) throws Throwable {
        running.lock();
        try {
            refuseTheDead();
            return work.run();
        } finally {
            running.unlock();
        }
    }

    private @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        switch (method.getName()) {
            case "close" -> {
                close();
                return null;
            }
            case "isClosed" -> {
                return life.isDead() || connection.isClosed();
            }
            case "commit" -> {
                commit();
                return null;
            }
            case "rollback" -> forget(arguments);
            default -> {}
        }
        Object result = alive(() -> call(connection, method, arguments));
        if (result instanceof Savepoint savepoint) {
            writtenUntil.put(savepoint, written.size());
        }
        if (result instanceof Statement statement && !(result instanceof CallableStatement)) {
            String sql = arguments != null && arguments.length > 0 && arguments[0] instanceof String text ? text : null;
            return statement(statement, sql);
        }
        return result;
    }

    /** What is rolled back to a savepoint is still going to commit what was written before it. */
    private void forget(@Nullable Object @Nullable [] arguments) {
        Integer kept = arguments == null || arguments.length == 0 ? null : writtenUntil.get(arguments[0]);
        if (kept == null) {
            forgetAll();
        } else if (kept < written.size()) {
            written.subList(kept, written.size()).clear();
        }
    }

    private void forgetAll() {
        written.clear();
        writtenUntil.clear();
    }

    /** A part that has just died may come here before it is cut: what it leaves open must not be left to nobody. */
    private void close() throws SQLException {
        if (life.isDead()) {
            cut();
        } else {
            connection.close();
        }
        onClose.accept(this);
    }

    private void commit() throws Throwable {
        refuseTheDead();
        List<Write> writes = List.copyOf(written);
        forgetAll();
        if (commits.passes(writes, Phase.BEFORE)) {
            refuseTheDead();
        }
        alive(() -> {
            connection.commit();
            return null;
        });
        if (commits.passes(writes, Phase.AFTER)) {
            refuseTheDead();
        }
        refuseTheDead(); // dead meanwhile: whether it was committed is for the successor to find out
    }

    private void refuseTheDead() throws SQLException {
        if (life.isDead()) {
            throw new DeadPartException(life + " is dead: its connection is cut");
        }
    }

    private Statement statement(Statement statement, @Nullable String prepared) {
        Map<Integer, @Nullable Object> values = new HashMap<>();
        InvocationHandler handler = (proxy, method, arguments) -> {
            String name = method.getName();
            if (name.equals("close") && life.isDead()) {
                return null;
            }
            refuseTheDead();
            if (name.equals("setNull") && arguments != null) {
                values.remove(arguments[0]);
            } else if (name.startsWith("set")
                    && arguments != null
                    && arguments.length > 1
                    && arguments[0] instanceof Integer at) {
                values.put(at, arguments[1]);
            }
            if (!name.startsWith("execute")) {
                return name.equals("getConnection") ? asConnection() : alive(() -> call(statement, method, arguments));
            }
            String sql = arguments != null && arguments.length > 0 && arguments[0] instanceof String given
                    ? given
                    : prepared;
            return execute(sql, values, () -> call(statement, method, arguments));
        };
        return statement instanceof PreparedStatement
                ? proxy(PreparedStatement.class, handler)
                : proxy(Statement.class, handler);
    }

    private interface Execution {
        @Nullable
        Object run() throws Throwable;
    }

    private @Nullable Object execute(@Nullable String sql, Map<Integer, @Nullable Object> values, Execution execution)
            throws Throwable {
        Write write = sql == null ? null : write(sql, values);
        if (write == null || !commits.counts(write)) {
            return alive(execution);
        }
        if (!connection.getAutoCommit()) {
            written.add(write);
            return alive(execution);
        }
        if (commits.passes(List.of(write), Phase.BEFORE)) {
            refuseTheDead();
        }
        Object result = alive(execution);
        if (commits.passes(List.of(write), Phase.AFTER)) {
            refuseTheDead();
        }
        return result;
    }

    private @Nullable Write write(String sql, Map<Integer, @Nullable Object> values) throws SQLException {
        Matcher matcher = WRITE.matcher(sql);
        if (!matcher.matches()) {
            return null;
        }
        String verb = matcher.group(1).replaceFirst("\\s.*", "").toLowerCase(Locale.ROOT);
        return new Write(verb, matcher.group(2).toLowerCase(Locale.ROOT), event(sql, values));
    }

    /** {@code JOINED charge-payment}, from the line that the coordinator writes into the saga's timeline. */
    private @Nullable String event(String sql, Map<Integer, @Nullable Object> values) throws SQLException {
        Matcher matcher = EVENT.matcher(sql);
        if (!matcher.matches()) {
            return null;
        }
        List<String> columns = List.of(matcher.group(1).toLowerCase(Locale.ROOT).split("\\s*,\\s*"));
        Object kind = values.get(columns.indexOf("kind") + 1);
        Object participant = values.get(columns.indexOf("participant_id") + 1);
        return participant == null ? String.valueOf(kind) : kind + " " + step(participant.toString());
    }

    private String step(String participantId) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT step FROM participant WHERE id = ?")) {
            query.setString(1, participantId);
            try (ResultSet rows = query.executeQuery()) {
                String step = rows.next() ? rows.getString(1) : null;
                return step == null ? "a participant" : step;
            }
        }
    }

    private static @Nullable Object call(Object target, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(MortalConnection.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
