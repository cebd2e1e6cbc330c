package io.bactrian.participants.orders;

import io.bactrian.participants.journal.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The rows of orders and their attempts. Whoever changes an attempt holds the lock of its order. */
@Component
class OrderTables {

    private final JdbcClient jdbc;
    private final Transactions transactions;
    private final Clock clock;

    OrderTables(JdbcClient jdbc, Transactions transactions, Clock clock) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** True: the order is new and its first attempt is begun. False: an order of this id was placed before. */
    boolean add(PlacedOrder order) {
        boolean added = transactions.insertIfAbsent(() -> jdbc.sql("""
                        insert into placed_order (order_id, customer_id, total_minor, attempt)
                        values (:orderId, :customerId, :totalMinor, 1)""")
                .param("orderId", order.orderId())
                .param("customerId", order.customerId())
                .param("totalMinor", order.totalMinor())
                .update());
        if (added) {
            for (int line = 0; line < order.lines().size(); line++) {
                addLine(order.orderId(), line + 1, order.lines().get(line));
            }
            addAttempt(order.orderId(), 1);
        }
        return added;
    }

    /** Begins the next attempt of an order that the caller has locked. */
    void next(Attempt last) {
        jdbc.sql("update placed_order set attempt = :attempt where order_id = :orderId")
                .param("attempt", last.number() + 1)
                .param("orderId", last.orderId())
                .update();
        addAttempt(last.orderId(), last.number() + 1);
    }

    /** Locks the order until the end of the transaction; its current attempt's number, or nothing if there is no such order. */
    Optional<Integer> lock(String orderId) {
        return jdbc.sql("select attempt from placed_order where order_id = :orderId for update")
                .param("orderId", orderId)
                .query(Integer.class)
                .optional();
    }

    PlacedOrder placed(String orderId) {
        List<PlacedOrder.Line> lines = jdbc.sql(
                        "select sku, quantity, unit_price_minor from order_line where order_id = :orderId order by line")
                .param("orderId", orderId)
                .query(PlacedOrder.Line.class)
                .list();
        return jdbc.sql("select customer_id from placed_order where order_id = :orderId")
                .param("orderId", orderId)
                .query((row, n) -> new PlacedOrder(orderId, row.getString("customer_id"), lines))
                .single();
    }

    /** The current attempt of an order, or nothing if there is no such order. */
    Optional<Attempt> current(String orderId) {
        return jdbc.sql("""
                        select a.*, true as is_current from order_attempt a
                        join placed_order o on o.order_id = a.order_id and o.attempt = a.attempt
                        where a.order_id = :orderId""")
                .param("orderId", orderId)
                .query(OrderTables::attempt)
                .optional();
    }

    /** Any attempt of an order, or nothing if it was never begun. */
    Optional<Attempt> find(String orderId, int number) {
        return jdbc.sql("""
                        select a.*, o.attempt = a.attempt as is_current from order_attempt a
                        join placed_order o on o.order_id = a.order_id
                        where a.order_id = :orderId and a.attempt = :attempt""")
                .param("orderId", orderId)
                .param("attempt", number)
                .query(OrderTables::attempt)
                .optional();
    }

    /** Attempts that no saga was attached to since before an instant. Nothing is locked: look again before acting. */
    List<Attempt> unattachedSince(Instant before) {
        return jdbc.sql("""
                        select a.*, true as is_current from order_attempt a
                        join placed_order o on o.order_id = a.order_id and o.attempt = a.attempt
                        where a.state = 'PENDING' and a.saga_id is null and a.begun_at <= :before""")
                .param("before", utc(before))
                .query(OrderTables::attempt)
                .list();
    }

    void attach(Attempt attempt, String sagaId) {
        update(attempt, attempt.state(), sagaId, attempt.reason(), attempt.retryable());
    }

    void refuse(Attempt attempt, String reason) {
        update(attempt, attempt.state(), attempt.sagaId(), reason, false);
    }

    Attempt become(Attempt attempt, Attempt.State state) {
        update(attempt, state, attempt.sagaId(), attempt.reason(), attempt.retryable());
        return attempt.in(state);
    }

    Attempt fulfil(Attempt attempt) {
        jdbc.sql("update order_attempt set fulfilled_at = :now where order_id = :orderId and attempt = :attempt")
                .param("now", utc(clock.instant()))
                .param("orderId", attempt.orderId())
                .param("attempt", attempt.number())
                .update();
        return become(attempt, Attempt.State.FULFILLED);
    }

    /** Cancels for the reason that is on record, which is final, or else for a technical one, after which the order may be tried again. */
    Attempt cancel(Attempt attempt, String technicalReason) {
        boolean technical = attempt.reason() == null;
        update(
                attempt,
                Attempt.State.CANCELLED,
                attempt.sagaId(),
                technical ? technicalReason : attempt.reason(),
                technical);
        return attempt.in(Attempt.State.CANCELLED);
    }

    /** The order's row is locked by this transaction: exactly one row changes. */
    private void update(
            Attempt attempt, Attempt.State state, @Nullable String sagaId, @Nullable String reason, boolean retryable) {
        int rows = jdbc.sql("""
                        update order_attempt set state = :state, saga_id = :sagaId, reason = :reason, retryable = :retryable
                        where order_id = :orderId and attempt = :attempt""")
                .param("state", state.name())
                .param("sagaId", sagaId)
                .param("reason", reason)
                .param("retryable", retryable)
                .param("orderId", attempt.orderId())
                .param("attempt", attempt.number())
                .update();
        if (rows != 1) {
            throw new IllegalStateException("%d rows instead of 1 are %s".formatted(rows, attempt));
        }
    }

    private void addLine(String orderId, int number, PlacedOrder.Line line) {
        jdbc.sql("""
                        insert into order_line (order_id, line, sku, quantity, unit_price_minor)
                        values (:orderId, :line, :sku, :quantity, :unitPriceMinor)""")
                .param("orderId", orderId)
                .param("line", number)
                .param("sku", line.sku())
                .param("quantity", line.quantity())
                .param("unitPriceMinor", line.unitPriceMinor())
                .update();
    }

    private void addAttempt(String orderId, int number) {
        jdbc.sql("""
                        insert into order_attempt (order_id, attempt, state, retryable, begun_at)
                        values (:orderId, :attempt, :state, false, :begunAt)""")
                .param("orderId", orderId)
                .param("attempt", number)
                .param("state", Attempt.State.PENDING.name())
                .param("begunAt", utc(clock.instant()))
                .update();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static Attempt attempt(ResultSet row, int n) throws SQLException {
        OffsetDateTime fulfilledAt = row.getObject("fulfilled_at", OffsetDateTime.class);
        return new Attempt(
                row.getString("order_id"),
                row.getInt("attempt"),
                row.getBoolean("is_current"),
                Attempt.State.valueOf(row.getString("state")),
                row.getString("saga_id"),
                row.getString("reason"),
                row.getBoolean("retryable"),
                row.getObject("begun_at", OffsetDateTime.class).toInstant(),
                fulfilledAt == null ? null : fulfilledAt.toInstant());
    }
}
