package io.bactrian.participants.shipping;

import io.bactrian.participants.http.PassingFault;
import io.bactrian.participants.journal.Answer;
import io.bactrian.participants.journal.Guard;
import io.bactrian.participants.journal.Result;
import io.bactrian.participants.journal.Step;
import io.bactrian.participants.journal.Transactions;
import java.util.Optional;
import org.apache.camel.Body;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Shipments, each made at most once and cancelled at most once, and never two active ones for an order. */
@Component
class Shipments {

    private final JdbcClient jdbc;
    private final Guard guard;
    private final Carriers carriers;
    private final Transactions transactions;

    Shipments(JdbcClient jdbc, Guard guard, Carriers carriers, Transactions transactions) {
        this.jdbc = jdbc;
        this.guard = guard;
        this.carriers = carriers;
        this.transactions = transactions;
    }

    public Answer create(@Body Consignment wanted) {
        return guard.act(step(wanted.id()), "CREATE_SHIPMENT", () -> {
            if (carriers.refuse(wanted.customerId())) {
                return Answer.refused("no carrier", "customer " + wanted.customerId());
            }
            String trackingId =
                    "TR-%s-%d".formatted(wanted.id().orderId(), wanted.id().attempt());
            if (!add(wanted.id(), wanted.customerId(), State.ACTIVE, trackingId)) {
                throw new PassingFault(
                        "other shipment active",
                        "order %s has a shipment that is not cancelled yet: call again"
                                .formatted(wanted.id().orderId()));
            }
            addLines(wanted);
            return answer(wanted.id(), State.ACTIVE).with("trackingId", trackingId);
        });
    }

    /** Cancels a shipment, or sees to it that it is never made. */
    public Answer cancel(@Body ShipmentId id) {
        return transactions.whole(() -> {
            Result result = guard.compensate(step(id), "CANCEL_SHIPMENT", () -> end(id));
            if (result == Result.EMPTY) {
                add(id, null, State.BLOCKED, null);
            }
            return lookUp(id);
        });
    }

    public Answer lookUp(@Body ShipmentId id) {
        return find(id).map(found -> {
                    Answer answer = answer(id, found.state());
                    return found.trackingId() == null ? answer : answer.with("trackingId", found.trackingId());
                })
                .orElseGet(() -> Answer.notFound("no such shipment", id + " has none"));
    }

    private static Answer answer(ShipmentId id, State state) {
        return Answer.ok()
                .with("orderId", id.orderId())
                .with("attempt", id.attempt())
                .with("state", state);
    }

    private static Step step(ShipmentId id) {
        return Step.of("%s/%d".formatted(id.orderId(), id.attempt()), "create-shipment", id.orderId());
    }

    /** True: added. False: the order has another active shipment. The guard lets nobody come here twice for one shipment. */
    private boolean add(ShipmentId id, @Nullable String customerId, State state, @Nullable String trackingId) {
        return transactions.insertIfAbsent(() -> jdbc.sql("""
                        insert into shipment (order_id, attempt, customer_id, state, tracking_id, active_order)
                        values (:orderId, :attempt, :customerId, :state, :trackingId, :activeOrder)""")
                .param("orderId", id.orderId())
                .param("attempt", id.attempt())
                .param("customerId", customerId)
                .param("state", state.name())
                .param("trackingId", trackingId)
                .param("activeOrder", state == State.ACTIVE ? id.orderId() : null)
                .update());
    }

    private void addLines(Consignment wanted) {
        for (int line = 0; line < wanted.lines().size(); line++) {
            jdbc.sql("""
                            insert into shipment_line (order_id, attempt, line, sku, quantity)
                            values (:orderId, :attempt, :line, :sku, :quantity)""")
                    .param("orderId", wanted.id().orderId())
                    .param("attempt", wanted.id().attempt())
                    .param("line", line + 1)
                    .param("sku", wanted.lines().get(line).sku())
                    .param("quantity", wanted.lines().get(line).quantity())
                    .update();
        }
    }

    private void end(ShipmentId id) {
        int rows = jdbc.sql("""
                        update shipment set state = :cancelled, active_order = null
                        where order_id = :orderId and attempt = :attempt and state = :active""")
                .param("cancelled", State.CANCELLED.name())
                .param("active", State.ACTIVE.name())
                .param("orderId", id.orderId())
                .param("attempt", id.attempt())
                .update();
        if (rows != 1) {
            throw new IllegalStateException("%d active shipments instead of 1 for %s".formatted(rows, id));
        }
    }

    private Optional<Found> find(ShipmentId id) {
        return jdbc.sql("select state, tracking_id from shipment where order_id = :orderId and attempt = :attempt")
                .param("orderId", id.orderId())
                .param("attempt", id.attempt())
                .query((row, n) -> new Found(State.valueOf(row.getString("state")), row.getString("tracking_id")))
                .optional();
    }

    private record Found(State state, @Nullable String trackingId) {}

    enum State {
        /** On its way. */
        ACTIVE,
        /** Was active and is taken back. */
        CANCELLED,
        /** Cancelled before it was made, and never made. */
        BLOCKED
    }
}
