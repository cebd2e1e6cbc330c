package io.bactrian.participants.orders;

import io.bactrian.participants.events.NewEvent;
import io.bactrian.participants.events.Outbox;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Tells whoever wants to know that an order is fulfilled, in the transaction that fulfils it. Nothing can take that back any more, so
 * nobody has to undo what they did on hearing of it. Silent unless {@code bactrian.events.enabled}.
 */
@Component
class FulfilledOrders {

    private static final String TOPIC = "orders.fulfilled";

    private final ObjectProvider<Outbox> outbox;
    private final OrderTables tables;

    FulfilledOrders(ObjectProvider<Outbox> outbox, OrderTables tables) {
        this.outbox = outbox;
        this.tables = tables;
    }

    void tell(Attempt attempt) {
        outbox.ifAvailable(open -> {
            PlacedOrder order = tables.placed(attempt.orderId());
            open.publish(
                    TOPIC,
                    NewEvent.first("OrderFulfilled", order.orderId())
                            .with("orderId", order.orderId())
                            .with("customerId", order.customerId())
                            .with("totalMinor", order.totalMinor()));
        });
    }
}
