package io.bactrian.routes.scripted;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Keeps the record of a return as the orders service does, without its database and its rules. Joining is up to the caller. */
public final class ScriptedReturns implements Function<Request, Reply> {

    private static final Pattern STEP = Pattern.compile("/orders/([^/]+)/returns/([^/]+)/(validation|refusal)");
    private static final Pattern RETURN = Pattern.compile("/returns(?:/([^/]+))?");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Row> rows = new ConcurrentHashMap<>();

    private static final class Row {
        String content = "";
        String orderId = "";
        String state = "REQUESTED";
        String saga;
        String reason;
        boolean retryable;

        boolean mayBegin() {
            return state.equals("REQUESTED") || state.equals("UNDONE") && retryable;
        }
    }

    /** Whether a request to the orders service is about a return. */
    public static boolean areMeant(Request request) {
        return STEP.matcher(request.path()).matches()
                || RETURN.matcher(request.path()).matches();
    }

    /** Whether it is the saga's step. */
    public static boolean isValidation(Request request) {
        return STEP.matcher(request.path()).matches() && request.path().endsWith("/validation");
    }

    @Override
    public synchronized Reply apply(Request request) {
        Matcher step = STEP.matcher(request.path());
        Matcher found = RETURN.matcher(request.path());
        try {
            if (step.matches()) {
                Row row = rows.get(id(step.group(2)));
                return step.group(3).equals("validation") ? accept(row, request) : refuse(row, request);
            }
            if (found.matches() && found.group(1) != null) {
                String returnId = id(found.group(1));
                Row row = rows.get(returnId);
                return row == null ? Reply.of(404, "{}") : record(returnId, row);
            }
            return open(JSON.readTree(request.body()), request.body());
        } catch (JsonProcessingException e) {
            return Reply.of(400, "{}");
        }
    }

    /** The saga has closed, or is cancelled. */
    public synchronized void end(@Nullable String saga, boolean closed) {
        rows.values().stream()
                .filter(row -> saga != null && saga.equals(row.saga))
                .forEach(row -> {
                    row.state = closed ? "RETURNED" : "UNDONE";
                    row.retryable = !closed && row.reason == null;
                });
    }

    private Reply open(JsonNode asked, String content) {
        String returnId = asked.path("returnId").asText();
        Row row = rows.computeIfAbsent(returnId, id -> {
            Row added = new Row();
            added.content = content;
            added.orderId = asked.path("orderId").asText();
            return added;
        });
        return row.content.equals(content)
                ? record(returnId, row)
                : Reply.of(409, "{'error':'return " + returnId + " was asked for before with other content'}");
    }

    private static Reply accept(Row row, Request request) {
        boolean again = row.state.equals("ACCEPTED") && request.saga().equals(row.saga);
        if (!row.mayBegin() && !again) {
            boolean running = row.state.equals("ACCEPTED");
            return Reply.of(
                    409,
                    "{'error':'return is %s','detail':'already','retryable':%s}"
                            .formatted(running ? "running" : "over", running));
        }
        row.state = "ACCEPTED";
        row.saga = request.saga();
        row.reason = null;
        return Reply.of(
                200,
                "{'orderId':'%s','customerId':'17850','amountMinor':1530,'lines':[{'sku':'85123A','quantity':6}]}"
                        .formatted(row.orderId));
    }

    private static Reply refuse(Row row, Request request) throws JsonProcessingException {
        if (!row.mayBegin() && !request.saga().equals(row.saga)) {
            return Reply.of(409, "{'error':'return is over'}");
        }
        row.reason = JSON.readTree(request.body()).path("reason").asText();
        row.state = row.mayBegin() ? "REFUSED" : row.state;
        return Reply.OK;
    }

    private static Reply record(String returnId, Row row) {
        String decision =
                switch (row.state) {
                    case "ACCEPTED" -> "running";
                    case "RETURNED" -> "returned";
                    case "REFUSED" -> "refused";
                    default -> row.mayBegin() ? "run" : "undone";
                };
        return Reply.of(
                200,
                "{'returnId':'%s','orderId':'%s','decision':'%s','state':'%s','amountMinor':%s,'reason':%s,'retryable':%s}"
                        .formatted(
                                returnId,
                                row.orderId,
                                decision,
                                row.state,
                                row.saga == null ? "null" : "1530",
                                row.reason == null ? "null" : "'" + row.reason + "'",
                                row.retryable));
    }

    private static String id(String path) {
        return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
