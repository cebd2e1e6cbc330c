package io.bactrian.participants.inventory;

import io.bactrian.participants.http.OrderKey;
import io.bactrian.participants.inventory.Stock.Place;
import io.bactrian.participants.journal.Answer;
import io.bactrian.participants.journal.Guard;
import io.bactrian.participants.journal.Result;
import io.bactrian.participants.journal.Step;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reservations of sagas: each is made at most once, and released or confirmed at most once. */
@Component
class Reservations {

    private static final String STEP = "reserve-stock";

    private final JdbcClient jdbc;
    private final Guard guard;
    private final Stock stock;

    Reservations(JdbcClient jdbc, Guard guard, Stock stock) {
        this.jdbc = jdbc;
        this.guard = guard;
        this.stock = stock;
    }

    /** All lines or none. */
    public Answer reserve(@Body Reservation wanted) {
        Step step = Step.ofSaga(wanted.sagaId(), STEP, wanted.orderId());
        return guard.act(step, "RESERVE", () -> {
            for (var line : wanted.quantities().entrySet()) {
                if (!stock.move(line.getKey(), line.getValue(), Place.ON_HAND, Place.RESERVED)) {
                    return Answer.refused("out of stock", line.getKey());
                }
            }
            add(step, wanted.quantities());
            return Answer.ok().with("orderId", wanted.orderId()).with("state", State.RESERVED);
        });
    }

    public void release(
            @Header(Exchange.SAGA_LONG_RUNNING_ACTION) String sagaId, @Header("orderKey") @Nullable String orderKey) {
        Step step = Step.ofSaga(sagaId, STEP, OrderKey.orderId(orderKey));
        guard.compensate(step, "RELEASE", () -> {
            Place held = state(step) == State.CONFIRMED ? Place.CONFIRMED : Place.RESERVED;
            end(step, State.RELEASED, held, Place.ON_HAND);
        });
    }

    /** @throws IllegalStateException for a reservation that was released: the coordinator decided both ways, and a person must look */
    public void confirm(
            @Header(Exchange.SAGA_LONG_RUNNING_ACTION) String sagaId, @Header("orderKey") @Nullable String orderKey) {
        Step step = Step.ofSaga(sagaId, STEP, OrderKey.orderId(orderKey));
        Result result =
                guard.complete(step, "CONFIRM", () -> end(step, State.CONFIRMED, Place.RESERVED, Place.CONFIRMED));
        if (result == Result.REFUSED) {
            throw new IllegalStateException("%s was released and cannot be confirmed".formatted(step));
        }
    }

    private void add(Step step, SortedMap<String, Long> quantities) {
        jdbc.sql("insert into reservation (saga_id, order_id, state) values (:sagaId, :orderId, :state)")
                .param("sagaId", step.scope())
                .param("orderId", step.orderId())
                .param("state", State.RESERVED.name())
                .update();
        quantities.forEach((sku, quantity) -> jdbc.sql(
                        "insert into reservation_line (saga_id, sku, quantity) values (:sagaId, :sku, :quantity)")
                .param("sagaId", step.scope())
                .param("sku", sku)
                .param("quantity", quantity)
                .update());
    }

    private void end(Step step, State state, Place from, Place to) {
        lines(step).forEach((sku, quantity) -> {
            if (!stock.move(sku, quantity, from, to)) {
                throw new IllegalStateException("%d of %s are not %s as %s says".formatted(quantity, sku, from, step));
            }
        });
        jdbc.sql("update reservation set state = :state where saga_id = :sagaId")
                .param("state", state.name())
                .param("sagaId", step.scope())
                .update();
    }

    private State state(Step step) {
        return jdbc.sql("select state from reservation where saga_id = :sagaId")
                .param("sagaId", step.scope())
                .query((row, n) -> State.valueOf(row.getString("state")))
                .single();
    }

    private Map<String, Long> lines(Step step) {
        Map<String, Long> lines = new TreeMap<>();
        jdbc.sql("select sku, quantity from reservation_line where saga_id = :sagaId")
                .param("sagaId", step.scope())
                .query(row -> {
                    lines.put(row.getString("sku"), row.getLong("quantity"));
                });
        return lines;
    }

    enum State {
        /** Set aside for an order whose saga is not decided. */
        RESERVED,
        /** Sold: the saga was closed. */
        CONFIRMED,
        /** Back on the shelf: the saga was cancelled. */
        RELEASED
    }
}
