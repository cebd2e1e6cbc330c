package io.bactrian.coordinator.ledger;

import io.bactrian.coordinator.saga.OrderPolicy;
import io.bactrian.coordinator.saga.Saga;
import io.bactrian.coordinator.saga.SagaStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Rows of the saga table as values. */
final class SagaRows {

    private SagaRows() {}

    static Saga read(ResultSet row, int number) throws SQLException {
        return new Saga(
                new Saga.Identity(
                        row.getString("id"),
                        row.getString("lra_id"),
                        row.getString("client_id"),
                        row.getString("parent_id"),
                        OrderPolicy.valueOf(row.getString("order_policy")),
                        row.getString("idempotency_key"),
                        instant(row, "started_at")),
                new Saga.State(
                        row.getString("name"),
                        row.getString("business_key"),
                        SagaStatus.valueOf(row.getString("status")),
                        instant(row, "deadline"),
                        row.getBoolean("deadline_is_default"),
                        row.getString("current_step"),
                        row.getString("reason"),
                        row.getInt("last_seq"),
                        row.getBoolean("attention"),
                        instantOrNull(row, "decided_at"),
                        instantOrNull(row, "ended_at"),
                        row.getLong("version")));
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        Instant instant = instantOrNull(row, column);
        if (instant == null) {
            throw new SQLException("column " + column + " must not be null");
        }
        return instant;
    }

    static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
        Timestamp timestamp = row.getTimestamp(column);
        return timestamp == null ? null : timestamp.toInstant();
    }
}
