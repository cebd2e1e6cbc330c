package io.bactrian.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.bactrian.cli.demo.Outcome.Kind;
import io.bactrian.cli.http.Http;
import io.bactrian.cli.http.Reply;
import io.bactrian.cli.orders.Order;
import io.bactrian.cli.orders.OrderLine;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Places orders the way a careful client does: an answer that decides nothing is followed by the same request again,
 * later and later, until there is an outcome or patience ends. The order's number makes the repeats harmless.
 */
final class OrderClient {

    /** {@code reason} of a refusal of the order service that concerns the number, not what is ordered. */
    private static final String OTHER_CONTENT = "was placed before with other content";

    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(40);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final Http http;
    private final String url;
    private final Duration patience;
    private final Clock clock;

    /** @param url the routes' base URL */
    OrderClient(Http http, String url, Duration patience, Clock clock) {
        this.http = http;
        this.url = url + "/orders";
        this.patience = patience;
        this.clock = clock;
    }

    Outcome place(Order order) {
        Instant begin = clock.instant();
        Object body = body(order);
        Duration pause = FIRST_PAUSE;
        Kind kind = Kind.OPEN;
        String reason = "no answer";
        while (true) {
            try {
                Reply reply = http.post(url, body, REQUEST_LIMIT);
                kind = kind(reply);
                reason = reason(reply);
                if (!again(reply)) {
                    break;
                }
            } catch (IOException e) {
                kind = Kind.OPEN;
                reason = "no answer: " + e.getMessage();
            }
            if (Thread.currentThread().isInterrupted() || since(begin).compareTo(patience) > 0) {
                break;
            }
            pause(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
        return new Outcome(kind, kind == Kind.FULFILLED ? "" : reason, since(begin));
    }

    /** Asks what became of an order that was placed before. */
    Outcome lookUp(String orderId, Outcome before) {
        try {
            Reply reply = http.get(url + "/" + orderId, REQUEST_LIMIT);
            Kind kind =
                    switch (reply.text("state").orElse("")) {
                        case "fulfilled" -> Kind.FULFILLED;
                        case "refused", "cancelled" -> Kind.COMPENSATED;
                        default -> Kind.OPEN;
                    };
            return kind == Kind.OPEN ? before : new Outcome(kind, reason(reply), before.took());
        } catch (IOException e) {
            return before;
        }
    }

    private static Kind kind(Reply reply) {
        return switch (reply.status()) {
            case 200, 201 -> Kind.FULFILLED;
            case 409 -> reason(reply).contains(OTHER_CONTENT) ? Kind.REFUSED : Kind.COMPENSATED;
            case 400 -> Kind.REFUSED;
            default -> Kind.OPEN;
        };
    }

    private static boolean again(Reply reply) {
        return switch (reply.status()) {
            case 200, 201, 400 -> false;
            case 409 -> reply.json().path("retryable").asBoolean();
            default -> true;
        };
    }

    private static String reason(Reply reply) {
        List<String> errors = new ArrayList<>();
        for (JsonNode error : reply.json().path("errors")) {
            errors.add(error.asText());
        }
        return errors.isEmpty()
                ? reply.text("reason").or(() -> reply.text("error")).orElse("answered " + reply.status())
                : String.join("; ", errors);
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

    private Duration since(Instant begin) {
        return Duration.between(begin, clock.instant());
    }

    private static void pause(Duration pause) {
        try {
            // Half of it at random: sixteen clients refused at once must not come back at once.
            long half = pause.toMillis() / 2;
            Thread.sleep(half + ThreadLocalRandom.current().nextLong(half + 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
