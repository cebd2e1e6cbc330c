package io.bactrian.cli.demo;

import io.bactrian.cli.demo.Outcome.Kind;
import io.bactrian.cli.http.Http;
import io.bactrian.cli.http.Reply;
import io.bactrian.cli.orders.CustomerReturn;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** Asks for returns, and repeats a return until there is an outcome or patience ends. */
final class ReturnClient {

    private static final PatientClient.Meaning MEANING = new PatientClient.Meaning() {
        @Override
        public Kind asked(Reply reply) {
            return switch (reply.status()) {
                case 200, 201 -> Kind.FULFILLED;
                case 409 -> state(reply.text("state").orElse(""));
                case 400 -> Kind.REFUSED;
                default -> Kind.OPEN;
            };
        }

        @Override
        public Kind state(String word) {
            return switch (word) {
                case "returned" -> Kind.FULFILLED;
                case "undone" -> Kind.COMPENSATED;
                case "refused" -> Kind.REFUSED;
                default -> Kind.OPEN;
            };
        }
    };

    private final PatientClient client;

    /**
     * A client of the routes.
     *
     * @param url the routes' base URL
     * @param hopeful whether there may be an answer yet after there was none
     */
    ReturnClient(Http http, String url, Duration patience, Clock clock, BooleanSupplier hopeful) {
        this.client = new PatientClient(http, url + "/returns", patience, clock, MEANING, hopeful);
    }

    Outcome ask(CustomerReturn wanted) {
        return client.ask(body(wanted));
    }

    /** Asks what became of a return that was asked for before. */
    Outcome lookUp(String returnId, Outcome before) {
        return client.lookUp(returnId, before);
    }

    private static Object body(CustomerReturn wanted) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("returnId", wanted.returnId());
        body.put("orderId", wanted.orderId());
        if (!wanted.whole()) {
            body.put("lines", lines(wanted));
        }
        body.put("reason", wanted.reason());
        return body;
    }

    private static List<Map<String, Object>> lines(CustomerReturn wanted) {
        return new TreeMap<>(wanted.quantities())
                .entrySet().stream()
                        .map(line -> line(line.getKey(), line.getValue()))
                        .toList();
    }

    private static Map<String, Object> line(String sku, Object quantity) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("sku", sku);
        line.put("quantity", quantity);
        return line;
    }
}
