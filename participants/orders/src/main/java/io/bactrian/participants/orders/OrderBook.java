package io.bactrian.participants.orders;

import io.bactrian.participants.http.Input;
import io.bactrian.participants.journal.Answer;
import io.bactrian.participants.journal.Transactions;
import java.time.Clock;
import java.time.Duration;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** Decides who drives an order: exactly one caller is told {@code run} for each attempt. */
@Component
class OrderBook {

    /** An attempt that has no saga after this time may be taken over by a caller that asks again. */
    static final Duration TAKE_OVER_AFTER = Duration.ofSeconds(15);

    private final OrderTables tables;
    private final AbandonedAttempts abandoned;
    private final Transactions transactions;
    private final Clock clock;

    OrderBook(OrderTables tables, AbandonedAttempts abandoned, Transactions transactions, Clock clock) {
        this.tables = tables;
        this.abandoned = abandoned;
        this.transactions = transactions;
        this.clock = clock;
    }

    public Answer place(@Body PlacedOrder order) {
        return transactions.whole(() -> {
            if (tables.add(order)) {
                return run(order.orderId());
            }
            tables.lock(order.orderId());
            if (!tables.placed(order.orderId()).equals(order)) {
                String reason = "order %s was placed before with other content".formatted(order.orderId());
                return Answer.refused(reason);
            }
            Attempt last = current(order.orderId());
            if (last.isAbandoned(clock.instant(), TAKE_OVER_AFTER)) {
                abandoned.giveUp(last, TAKE_OVER_AFTER);
                tables.next(last);
                return run(order.orderId());
            }
            if (last.state() == Attempt.State.CANCELLED && last.retryable()) {
                tables.next(last);
                return run(order.orderId());
            }
            return last.answer(decision(last));
        });
    }

    public Answer lookUp(Exchange exchange) {
        var input = Input.ofHeaders(exchange);
        String orderId = input.pathText("orderId");
        input.verify();
        return tables.current(orderId)
                .map(attempt -> attempt.answer(decision(attempt)))
                .orElseGet(() -> Answer.notFound("no such order", "%s was never placed".formatted(orderId)));
    }

    private Answer run(String orderId) {
        return current(orderId).answer("run");
    }

    private Attempt current(String orderId) {
        return tables.current(orderId).orElseThrow();
    }

    private static String decision(Attempt attempt) {
        return switch (attempt.state()) {
            case PENDING, CONFIRMED -> "running";
            case FULFILLED, RETURNING -> "fulfilled";
            case RETURNED -> "returned";
            case CANCELLED -> "cancelled";
        };
    }
}
