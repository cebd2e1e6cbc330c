package io.bactrian.participants.orders;

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
        return new Books(jdbc.sql("""
                        select o.order_id, o.customer_id, o.total_minor, o.attempt, a.state, a.reason, a.retryable, a.saga_id
                        from placed_order o join order_attempt a on a.order_id = o.order_id and a.attempt = o.attempt
                        order by o.order_id""").query(Line.class).list());
    }

    record Books(List<Line> orders) {}

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
