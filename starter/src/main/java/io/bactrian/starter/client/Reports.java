package io.bactrian.starter.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Step reports as JSON that fits into a header: ASCII only. */
final class Reports {

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    private static final int LONGEST_REASON = 300;

    private Reports() {}

    static String body(StepReport report) {
        return write(fields(report, null));
    }

    static String header(Map<String, StepReport> byParticipant) {
        List<Map<String, Object>> all = new ArrayList<>();
        byParticipant.forEach((participant, report) -> all.add(fields(report, participant)));
        return write(all);
    }

    private static Map<String, Object> fields(StepReport report, @Nullable String participant) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (participant != null) {
            fields.put("participant", participant);
        }
        fields.put("state", report.state().name().toLowerCase(Locale.ROOT));
        if (report.results() != null) {
            fields.put("results", report.results());
        }
        String reason = report.reason();
        if (reason != null) {
            fields.put("reason", reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) : reason);
        }
        return fields;
    }

    private static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a step report must be writable as JSON: " + e.getOriginalMessage(), e);
        }
    }
}
