package io.bactrian.participants.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a caller is told when the work was not done. */
record Fault(int status, Map<String, @Nullable Object> body) {

    /** The call is wrong, and here is all that is wrong with it. */
    static Fault badInput(List<String> errors) {
        return new Fault(400, Map.of("errors", errors));
    }

    /** The call is fine and cannot be served now: the caller may repeat it. */
    static Fault passing(String error, String detail) {
        return new Fault(503, body(error, detail));
    }

    /** The call contradicts an earlier one. */
    static Fault conflict(String error, String detail) {
        return new Fault(409, body(error, detail));
    }

    /** The call comes too late: repeating it does not help. */
    static Fault late(String detail) {
        return new Fault(410, body("too late", detail));
    }

    static Fault unexpected() {
        return new Fault(500, body("unexpected fault", "see the log of this service"));
    }

    private static Map<String, @Nullable Object> body(String error, String detail) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("error", error);
        body.put("detail", detail);
        return body;
    }
}
