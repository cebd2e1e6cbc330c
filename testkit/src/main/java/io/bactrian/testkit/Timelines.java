package io.bactrian.testkit;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Sagas as text for people who read why a test failed. */
final class Timelines {

    private Timelines() {}

    static String ofAll(JdbcTemplate jdbc) {
        List<String> ids = jdbc.queryForList("SELECT id FROM saga ORDER BY started_at, id", String.class);
        return ids.isEmpty()
                ? "no saga was started"
                : ids.stream().map(id -> of(jdbc, id)).collect(Collectors.joining("\n"));
    }

    static String of(JdbcTemplate jdbc, String id) {
        List<String> head = jdbc.query(
                "SELECT name, business_key, status, reason FROM saga WHERE id = ?",
                (row, number) -> "saga " + id + orNothing(" ", row.getString("name"))
                        + orNothing(" ", row.getString("business_key")) + " is " + row.getString("status")
                        + orNothing(": ", row.getString("reason")),
                id);
        List<String> events = jdbc.query(
                "SELECT e.at, e.kind, e.detail, p.seq, p.step FROM saga_event e LEFT JOIN participant p"
                        + " ON p.id = e.participant_id WHERE e.saga_id = ? ORDER BY e.id",
                (row, number) -> {
                    int seq = row.getInt("seq");
                    return "  " + row.getTimestamp("at").toInstant() + " " + row.getString("kind")
                            + (seq == 0 ? "" : " #" + seq + orNothing(" ", row.getString("step")))
                            + orNothing(": ", row.getString("detail"));
                },
                id);
        return head.isEmpty() ? "no saga " + id + " is known" : head.get(0) + "\n" + String.join("\n", events);
    }

    private static String orNothing(String before, @Nullable String text) {
        return text == null ? "" : before + text;
    }
}
