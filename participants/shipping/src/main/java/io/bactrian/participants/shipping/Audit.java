package io.bactrian.participants.shipping;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The books, all read at one instant. */
@Component
class Audit {

    private final JdbcClient jdbc;

    Audit(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public Books read() {
        return new Books(jdbc.sql(
                        "select order_id, attempt, customer_id, state, tracking_id from shipment order by order_id, attempt")
                .query(Line.class)
                .list());
    }

    record Books(List<Line> shipments) {}

    record Line(
            String orderId,
            int attempt,
            @Nullable String customerId,
            String state,
            @Nullable String trackingId) {}
}
