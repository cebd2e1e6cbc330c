package io.bactrian.routes.scripted;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keeps the record of an order as the orders service does, without its database, its time limits and its saga steps. */
public final class ScriptedOrders implements Function<Request, Reply> {

    private static final Pattern ATTEMPT = Pattern.compile("/orders/([^/]+)/attempts/(\\d+)/(\\w+)");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Row> rows = new ConcurrentHashMap<>();

    private static final class Row {
        String content = "";
        int attempt = 1;
        String state = "PENDING";
        String reason;
        boolean retryable;
    }

    @Override
    public synchronized Reply apply(Request request) {
        Matcher attempt = ATTEMPT.matcher(request.path());
        try {
            if (attempt.matches()) {
                return change(
                        rows.get(id(attempt.group(1))), Integer.parseInt(attempt.group(2)), attempt.group(3), request);
            }
            if (request.method().equals("POST")) {
                return open(JSON.readTree(request.body()).path("orderId").asText(), request.body());
            }
            String orderId = id(request.path().substring("/orders/".length()));
            Row row = rows.get(orderId);
            return row == null ? Reply.of(404, "{}") : reply(orderId, row);
        } catch (JsonProcessingException e) {
            return Reply.of(400, "{}");
        }
    }

    private static String id(String path) {
        return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private Reply open(String orderId, String content) {
        Row row = rows.get(orderId);
        if (row == null) {
            row = new Row();
            row.content = content;
            rows.put(orderId, row);
            return reply(orderId, row, "run");
        }
        if (!row.content.equals(content)) {
            return Reply.of(409, "{'error':'order " + orderId + " was placed before with other content'}");
        }
        if (row.state.equals("CANCELLED") && row.retryable) {
            row.attempt++;
            row.state = "PENDING";
            row.retryable = false;
            row.reason = null;
            return reply(orderId, row, "run");
        }
        return reply(orderId, row);
    }

    private static String decision(Row row) {
        return switch (row.state) {
            case "FULFILLED" -> "fulfilled";
            case "CANCELLED" -> "cancelled";
            default -> "running";
        };
    }

    private static Reply change(Row row, int attempt, String what, Request request) throws JsonProcessingException {
        if (row.attempt != attempt) {
            return what.equals("saga") ? Reply.of(409, "{'error':'attempt is over'}") : Reply.OK;
        }
        switch (what) {
            case "saga" -> {}
            case "confirmation" -> row.state = "CONFIRMED";
            case "completion" -> row.state = "FULFILLED";
            case "refusal" ->
                row.reason = JSON.readTree(request.body()).path("reason").asText();
            case "cancellation" -> {
                row.state = "CANCELLED";
                row.retryable = row.reason == null;
            }
            default -> {
                return Reply.of(404, "{}");
            }
        }
        return Reply.OK;
    }

    private static Reply reply(String orderId, Row row) {
        return reply(orderId, row, decision(row));
    }

    private static Reply reply(String orderId, Row row, String decision) {
        String reason = row.reason == null ? "null" : "'" + row.reason + "'";
        return Reply.of(
                200,
                "{'orderId':'%s','attempt':%d,'decision':'%s','reason':%s,'retryable':%s}"
                        .formatted(orderId, row.attempt, decision, reason, row.retryable));
    }
}
