package io.bactrian.participants.orders;

import io.bactrian.participants.journal.Answer;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/** What may be returned, and until when. */
@Component
class ReturnRules {

    private final OrderTables orders;
    private final ReturnTables returns;
    private final ReturnWindow window;
    private final Clock clock;

    ReturnRules(OrderTables orders, ReturnTables returns, ReturnWindow window, Clock clock) {
        this.orders = orders;
        this.returns = returns;
        this.window = window;
        this.clock = clock;
    }

    /** A return that nothing speaks against. */
    record Accepted(Attempt order, SortedMap<String, Long> lines, long amountMinor) {}

    /**
     * Judges a return of an order that the caller has locked.
     *
     * @param accept is told of a return that nothing speaks against
     * @return what the customer gets back, or what speaks against it; {@code retryable} if it may not any more later
     */
    Answer judge(OrderReturn wanted, Consumer<Accepted> accept) {
        Attempt order = orders.current(wanted.orderId()).orElse(null);
        if (order == null) {
            return Answer.refused("unknown order", wanted.orderId() + " was never placed");
        }
        return switch (order.state()) {
            case PENDING, CONFIRMED ->
                Answer.refused("order is not fulfilled yet", "%s is %s".formatted(order.orderId(), order.state()))
                        .with("retryable", true);
            case CANCELLED ->
                Answer.refused("order was not fulfilled", order.orderId() + " was cancelled")
                        .with("retryable", order.retryable()); // an order that may be tried again may be fulfilled yet
            case RETURNING ->
                Answer.refused("order is being returned", order.orderId() + by(order.orderId()))
                        .with("retryable", true);
            case RETURNED -> Answer.refused("order was returned", order.orderId() + " has nothing left to be returned");
            case FULFILLED -> judgeFulfilled(wanted, order, accept);
        };
    }

    private String by(String orderId) {
        return returns.running(orderId)
                .map(running -> " by return " + running.returnId())
                .orElse("");
    }

    private Answer judgeFulfilled(OrderReturn wanted, Attempt order, Consumer<Accepted> accept) {
        Instant until = window.of(order);
        if (clock.instant().isAfter(until)) {
            return Answer.refused(
                    "too late to return", "order %s could be returned until %s".formatted(order.orderId(), until));
        }
        PlacedOrder placed = orders.placed(wanted.orderId());
        Goods goods = goods(placed);
        AskedReturn asked = returns.asked(wanted.returnId());
        SortedMap<String, Long> lines = asked.wholeOrder() ? goods.left() : asked.lines();
        for (var line : lines.entrySet()) {
            String sku = line.getKey();
            if (line.getValue() > goods.bought(sku) - goods.returned(sku)) {
                return Answer.refused(
                        "more than was bought",
                        "%d of %s, of which order %s has %d bought and %d returned"
                                .formatted(
                                        line.getValue(), sku, order.orderId(), goods.bought(sku), goods.returned(sku)));
            }
        }
        var accepted = new Accepted(order, lines, goods.worth(lines));
        accept.accept(accepted);
        return answer(wanted, placed, accepted);
    }

    private static Answer answer(OrderReturn wanted, PlacedOrder placed, Accepted accepted) {
        List<Map<String, Object>> lines = accepted.lines().entrySet().stream()
                .map(line -> Map.<String, Object>of("sku", line.getKey(), "quantity", line.getValue()))
                .toList();
        return Answer.ok()
                .with("returnId", wanted.returnId())
                .with("orderId", wanted.orderId())
                .with("customerId", placed.customerId())
                .with("amountMinor", accepted.amountMinor())
                .with("lines", lines);
    }

    Goods goods(String orderId) {
        return goods(orders.placed(orderId));
    }

    private Goods goods(PlacedOrder placed) {
        return new Goods(placed.lines(), returns.returned(placed.orderId()));
    }
}
