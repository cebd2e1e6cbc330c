package io.bactrian.participants.inventory;

import io.bactrian.participants.http.PassingFault;
import io.bactrian.participants.inventory.Stock.Place;
import io.bactrian.participants.journal.Answer;
import io.bactrian.participants.journal.Step;
import io.bactrian.participants.journal.Transactions;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Reservations of sagas. The routes call it within {@code policy("once")}: each is made once, and released or confirmed once,
 * and never do two of one order stand.
 */
@Component
class Reservations {

    private final JdbcClient jdbc;
    private final Stock stock;
    private final Transactions transactions;

    Reservations(JdbcClient jdbc, Stock stock, Transactions transactions) {
        this.jdbc = jdbc;
        this.stock = stock;
        this.transactions = transactions;
    }

    /**
     * All lines or none: a refusal's are taken back, and so is the reservation. It comes before the stock is looked at, which an
     * earlier attempt may still hold.
     *
     * @throws PassingFault as long as another saga's reservation for the order stands
     */
    public Answer reserve(@Body Reservation wanted) {
        String saga = Step.scopeOf(wanted.sagaId());
        if (!add(saga, wanted.orderId())) {
            throw new PassingFault(
                    "other reservation stands",
                    "order %s has a reservation that is not released yet: call again".formatted(wanted.orderId()));
        }
        for (var line : wanted.quantities().entrySet()) {
            if (!stock.move(line.getKey(), line.getValue(), Place.ON_HAND, Place.RESERVED)) {
                return Answer.refused("out of stock", line.getKey());
            }
        }
        addLines(saga, wanted);
        return Answer.ok().with("orderId", wanted.orderId()).with("state", State.RESERVED);
    }

    /** @throws PassingFault as long as a return of the order is not decided: what came back may be sent back */
    public void release(@Header(Exchange.SAGA_LONG_RUNNING_ACTION) String sagaId) {
        String saga = Step.scopeOf(sagaId);
        State state = lock(saga);
        if (isBeingReturned(saga)) {
            throw new PassingFault(
                    "return not decided",
                    "what came back of the reservation of saga %s may be sent back: call again".formatted(saga));
        }
        end(saga, State.RELEASED, state == State.CONFIRMED ? Place.CONFIRMED : Place.RESERVED, Place.ON_HAND);
    }

    public void confirm(@Header(Exchange.SAGA_LONG_RUNNING_ACTION) String sagaId) {
        String saga = Step.scopeOf(sagaId);
        lock(saga);
        end(saga, State.CONFIRMED, Place.RESERVED, Place.CONFIRMED);
    }

    /** True: added. False: another reservation for the order stands. No saga comes here twice. */
    private boolean add(String saga, String orderId) {
        return transactions.insertIfAbsent(() -> jdbc.sql(
                        "insert into reservation (saga_id, order_id, state, active_order) values (:sagaId, :orderId, :state, :orderId)")
                .param("sagaId", saga)
                .param("orderId", orderId)
                .param("state", State.RESERVED.name())
                .update());
    }

    private void addLines(String saga, Reservation wanted) {
        wanted.quantities().forEach((sku, quantity) -> jdbc.sql(
                        "insert into reservation_line (saga_id, sku, quantity) values (:sagaId, :sku, :quantity)")
                .param("sagaId", saga)
                .param("sku", sku)
                .param("quantity", quantity)
                .update());
    }

    private void end(String saga, State state, Place from, Place to) {
        lines(saga).forEach((sku, quantity) -> {
            if (!stock.move(sku, quantity, from, to)) {
                throw new IllegalStateException(
                        "%d of %s are not %s as the reservation of saga %s says".formatted(quantity, sku, from, saga));
            }
        });
        jdbc.sql("""
                        update reservation set state = :state, active_order = case when :state = 'RELEASED' then null else order_id end
                        where saga_id = :sagaId""").param("state", state.name()).param("sagaId", saga).update();
    }

    /** No return takes anything from the reservation until the end of the transaction. */
    private State lock(String saga) {
        return jdbc.sql("select state from reservation where saga_id = :sagaId for update")
                .param("sagaId", saga)
                .query((row, n) -> State.valueOf(row.getString("state")))
                .single();
    }

    private boolean isBeingReturned(String saga) {
        return jdbc.sql("select count(*) from restock where reservation_saga_id = :sagaId and state = 'RECEIVED'")
                        .param("sagaId", saga)
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** What it holds: without what was returned. */
    private SortedMap<String, Long> lines(String saga) {
        SortedMap<String, Long> lines = new TreeMap<>();
        jdbc.sql("select sku, quantity - returned as held from reservation_line where saga_id = :sagaId")
                .param("sagaId", saga)
                .query(row -> {
                    lines.put(row.getString("sku"), row.getLong("held"));
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
