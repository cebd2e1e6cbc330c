package io.bactrian.participants.inventory;

import io.bactrian.participants.journal.Transactions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        return transactions.snapshot(() -> new Books(stock(), reservations(), restocks()));
    }

    private List<Item> stock() {
        return jdbc.sql("select sku, initial_quantity, on_hand, reserved, confirmed, received from stock order by sku")
                .query((row, n) -> new Item(
                        row.getString("sku"),
                        row.getLong("initial_quantity"),
                        row.getLong("on_hand"),
                        row.getLong("reserved"),
                        row.getLong("confirmed"),
                        row.getLong("received")))
                .list();
    }

    private List<Held> reservations() {
        Map<String, Held> bySaga = new LinkedHashMap<>();
        jdbc.sql("""
                        select r.order_id, r.saga_id, r.state, l.sku, l.quantity
                        from reservation r join reservation_line l on l.saga_id = r.saga_id
                        order by r.order_id, r.saga_id, l.sku""").query(row -> {
            String sagaId = row.getString("saga_id");
            Held held = bySaga.get(sagaId);
            if (held == null) {
                held = new Held(row.getString("order_id"), sagaId, row.getString("state"), new ArrayList<>());
                bySaga.put(sagaId, held);
            }
            held.lines().add(new Line(row.getString("sku"), row.getLong("quantity")));
        });
        return List.copyOf(bySaga.values());
    }

    private List<Back> restocks() {
        Map<String, Back> bySaga = new LinkedHashMap<>();
        jdbc.sql("""
                        select r.return_id, r.order_id, r.saga_id, r.state, l.sku, l.quantity
                        from restock r join restock_line l on l.saga_id = r.saga_id
                        order by r.return_id, r.saga_id, l.sku""").query(row -> {
            String sagaId = row.getString("saga_id");
            Back back = bySaga.get(sagaId);
            if (back == null) {
                back = new Back(
                        row.getString("return_id"),
                        row.getString("order_id"),
                        sagaId,
                        row.getString("state"),
                        new ArrayList<>());
                bySaga.put(sagaId, back);
            }
            back.lines().add(new Line(row.getString("sku"), row.getLong("quantity")));
        });
        return List.copyOf(bySaga.values());
    }

    record Books(List<Item> stock, List<Held> reservations, List<Back> restocks) {}

    record Item(String sku, long initial, long onHand, long reserved, long confirmed, long received) {}

    record Back(String returnId, String orderId, String sagaId, String state, List<Line> lines) {}

    record Held(String orderId, String sagaId, String state, List<Line> lines) {}

    record Line(String sku, long quantity) {}
}
