package io.bactrian.cli.demo;

import io.bactrian.cli.demo.Outcome.Kind;
import io.bactrian.cli.http.Http;
import io.bactrian.cli.http.Reply;
import io.bactrian.cli.orders.Order;
import io.bactrian.cli.orders.OrderLine;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Places orders, and repeats an order until there is an outcome or patience ends. */
final class OrderClient {

    /** {@code reason} of a refusal of the order service that concerns the number, not what is ordered. */
    private static final String OTHER_CONTENT = "was placed before with other content";

    private static final PatientClient.Meaning MEANING = new PatientClient.Meaning() {
        @Override
        public Kind asked(Reply reply) {
            return switch (reply.status()) {
                case 200, 201 -> Kind.FULFILLED;
                case 409 -> PatientClient.reason(reply).contains(OTHER_CONTENT) ? Kind.REFUSED : Kind.COMPENSATED;
                case 400 -> Kind.REFUSED;
                default -> Kind.OPEN;
            };
        }

        @Override
        public Kind state(String word) {
            return switch (word) {
                case "fulfilled", "returned" -> Kind.FULFILLED;
                case "refused", "cancelled" -> Kind.COMPENSATED;
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
    OrderClient(Http http, String url, Duration patience, Clock clock, BooleanSupplier hopeful) {
        this.client = new PatientClient(http, url + "/orders", patience, clock, MEANING, hopeful);
    }

    Outcome place(Order order) {
        return client.ask(body(order));
    }

    /** Asks what became of an order that was placed before. */
    Outcome lookUp(String orderId, Outcome before) {
        return client.lookUp(orderId, before);
    }

    private static Object body(Order order) {
        return Map.of(
                "orderId", order.orderId(),
                "customerId", order.customerId(),
                "lines", order.lines().stream().map(OrderClient::line).toList());
    }

    private static Map<String, Object> line(OrderLine line) {
        return Map.of(
                "sku", line.sku(),
                "quantity", line.quantity(),
                "unitPrice", line.unitPrice().toPlainString());
    }
}
