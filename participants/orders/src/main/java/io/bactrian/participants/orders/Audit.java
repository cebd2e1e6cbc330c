package io.bactrian.participants.orders;

import io.bactrian.participants.journal.Transactions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The books, all read at one instant. */
@Component
class Audit {

    private final JdbcClient jdbc;
    private final Transactions transactions;

    Audit(JdbcClient jdbc, Transactions transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    public Books read() {
        return transactions.snapshot(() -> new Books(orders(), returns()));
    }

    private List<Line> orders() {
        return jdbc.sql("""
                        select o.order_id, o.customer_id, o.total_minor, o.attempt, a.state, a.reason, a.retryable, a.saga_id
                        from placed_order o join order_attempt a on a.order_id = o.order_id and a.attempt = o.attempt
                        order by o.order_id""").query(Line.class).list();
    }

    private List<Back> returns() {
        Map<String, List<Goods>> lines = new HashMap<>();
        jdbc.sql("select return_id, sku, accepted from return_line where accepted is not null order by return_id, sku")
                .query(row -> {
                    lines.computeIfAbsent(row.getString("return_id"), id -> new ArrayList<>())
                            .add(new Goods(row.getString("sku"), row.getLong("accepted")));
                });
        return jdbc.sql("select * from order_return order by return_id")
                .query((row, n) -> new Back(
                        row.getString("return_id"),
                        row.getString("order_id"),
                        row.getString("state"),
                        row.getObject("amount_minor", Long.class),
                        row.getString("refusal"),
                        row.getBoolean("retryable"),
                        row.getString("saga_id"),
                        lines.getOrDefault(row.getString("return_id"), List.of())))
                .list();
    }

    record Books(List<Line> orders, List<Back> returns) {}

    /** @param lines what was accepted */
    record Back(
            String returnId,
            String orderId,
            String state,
            @Nullable Long amountMinor,
            @Nullable String reason,
            boolean retryable,
            @Nullable String sagaId,
            List<Goods> lines) {}

    record Goods(String sku, long quantity) {}

    record Line(
            String orderId,
            String customerId,
            long totalMinor,
            int attempt,
            String state,
            @Nullable String reason,
            boolean retryable,
            @Nullable String sagaId) {}
}
