package io.bactrian.participants.insurance.quotes;

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
        return new Books(
                jdbc.sql("select quote_id, customer_id, premium_minor, state, reason from quote order by quote_id")
                        .query(Line.class)
                        .list());
    }

    record Books(List<Line> quotes) {}

    record Line(
            String quoteId,
            String customerId,
            long premiumMinor,
            String state,
            @Nullable String reason) {}
}
