package io.bactrian.participants.orders;

import io.bactrian.participants.journal.Transactions;
import io.bactrian.participants.orders.OrderReturn.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The rows of returns. Whoever changes one has locked it; the lock of its order comes after that. */
@Component
class ReturnTables {

    private final JdbcClient jdbc;
    private final Transactions transactions;

    ReturnTables(JdbcClient jdbc, Transactions transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /** True: the return is new. False: one of this id was asked for before. */
    boolean add(AskedReturn asked) {
        boolean added = transactions.insertIfAbsent(() -> jdbc.sql("""
                        insert into order_return (return_id, order_id, whole_order, remark, state, retryable)
                        values (:returnId, :orderId, :wholeOrder, :remark, 'REQUESTED', false)""")
                .param("returnId", asked.returnId())
                .param("orderId", asked.orderId())
                .param("wholeOrder", asked.wholeOrder())
                .param("remark", asked.remark())
                .update());
        if (added) {
            asked.lines().forEach((sku, quantity) -> addLine(asked.returnId(), sku, quantity, null));
        }
        return added;
    }

    /** The return as it was asked for. */
    AskedReturn asked(String returnId) {
        SortedMap<String, Long> lines = new TreeMap<>();
        jdbc.sql("select sku, requested from return_line where return_id = :returnId and requested is not null")
                .param("returnId", returnId)
                .query(row -> {
                    lines.put(row.getString("sku"), row.getLong("requested"));
                });
        return jdbc.sql("select order_id, remark from order_return where return_id = :returnId")
                .param("returnId", returnId)
                .query((row, n) -> new AskedReturn(returnId, row.getString("order_id"), lines, row.getString("remark")))
                .single();
    }

    Optional<OrderReturn> find(String returnId) {
        return jdbc.sql("select * from order_return where return_id = :returnId")
                .param("returnId", returnId)
                .query(ReturnTables::read)
                .optional();
    }

    /** Locks the return until the end of the transaction. */
    Optional<OrderReturn> lock(ReturnCall call) {
        return jdbc.sql("select * from order_return where return_id = :returnId and order_id = :orderId for update")
                .param("returnId", call.returnId())
                .param("orderId", call.orderId())
                .query(ReturnTables::read)
                .optional();
    }

    /** Locks the return that a saga was accepted for. */
    OrderReturn lockOf(String sagaId) {
        return jdbc.sql("select * from order_return where saga_id = :sagaId for update")
                .param("sagaId", sagaId)
                .query(ReturnTables::read)
                .single();
    }

    /** Which return the order waits for, if any. */
    Optional<OrderReturn> running(String orderId) {
        return jdbc.sql("select * from order_return where order_id = :orderId and state = 'ACCEPTED'")
                .param("orderId", orderId)
                .query(ReturnTables::read)
                .optional();
    }

    /** How many of each SKU of an order have come back for good. */
    SortedMap<String, Long> returned(String orderId) {
        SortedMap<String, Long> returned = new TreeMap<>();
        jdbc.sql("""
                        select l.sku, sum(l.accepted) as quantity from return_line l
                        join order_return r on r.return_id = l.return_id
                        where r.order_id = :orderId and r.state = 'RETURNED' group by l.sku""").param("orderId", orderId).query(row -> {
            returned.put(row.getString("sku"), row.getLong("quantity"));
        });
        return returned;
    }

    /** The saga drives the return from here on. What an earlier saga was accepted for is forgotten. */
    void accept(OrderReturn wanted, String sagaId, SortedMap<String, Long> lines, long amountMinor) {
        update(new OrderReturn(wanted.returnId(), wanted.orderId(), State.ACCEPTED, sagaId, amountMinor, null, false));
        jdbc.sql("update return_line set accepted = null where return_id = :returnId")
                .param("returnId", wanted.returnId())
                .update();
        lines.forEach((sku, quantity) -> {
            int rows = jdbc.sql(
                            "update return_line set accepted = :quantity where return_id = :returnId and sku = :sku")
                    .param("quantity", quantity)
                    .param("returnId", wanted.returnId())
                    .param("sku", sku)
                    .update();
            if (rows == 0) {
                addLine(wanted.returnId(), sku, null, quantity);
            }
        });
    }

    void become(OrderReturn current, State state, @Nullable String refusal, boolean retryable) {
        update(new OrderReturn(
                current.returnId(),
                current.orderId(),
                state,
                current.sagaId(),
                current.amountMinor(),
                refusal,
                retryable));
    }

    private void update(OrderReturn now) {
        int rows = jdbc.sql("""
                        update order_return set state = :state, saga_id = :sagaId, amount_minor = :amountMinor,
                        refusal = :refusal, retryable = :retryable where return_id = :returnId""")
                .param("state", now.state().name())
                .param("sagaId", now.sagaId())
                .param("amountMinor", now.amountMinor())
                .param("refusal", now.refusal())
                .param("retryable", now.retryable())
                .param("returnId", now.returnId())
                .update();
        if (rows != 1) {
            throw new IllegalStateException("%d rows instead of 1 are %s".formatted(rows, now));
        }
    }

    private void addLine(String returnId, String sku, @Nullable Long requested, @Nullable Long accepted) {
        jdbc.sql("""
                        insert into return_line (return_id, sku, requested, accepted)
                        values (:returnId, :sku, :requested, :accepted)""")
                .param("returnId", returnId)
                .param("sku", sku)
                .param("requested", requested)
                .param("accepted", accepted)
                .update();
    }

    private static OrderReturn read(ResultSet row, int n) throws SQLException {
        return new OrderReturn(
                row.getString("return_id"),
                row.getString("order_id"),
                State.valueOf(row.getString("state")),
                row.getString("saga_id"),
                row.getObject("amount_minor", Long.class),
                row.getString("refusal"),
                row.getBoolean("retryable"));
    }
}
