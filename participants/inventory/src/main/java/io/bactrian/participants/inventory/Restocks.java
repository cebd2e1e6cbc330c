package io.bactrian.participants.inventory;

import io.bactrian.participants.http.PassingFault;
import io.bactrian.participants.inventory.Stock.Place;
import io.bactrian.participants.journal.Answer;
import io.bactrian.participants.journal.Step;
import io.bactrian.participants.journal.Transactions;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Goods that come back. The routes call it within {@code policy("once")}: each parcel is received once, and sent back or
 * shelved once, and never do two of one return stand. Whatever is returned how often, no more of an order comes back than it
 * holds.
 */
@Component
class Restocks {

    private final JdbcClient jdbc;
    private final Stock stock;
    private final Inspections inspections;
    private final Transactions transactions;

    Restocks(JdbcClient jdbc, Stock stock, Inspections inspections, Transactions transactions) {
        this.jdbc = jdbc;
        this.stock = stock;
        this.inspections = inspections;
        this.transactions = transactions;
    }

    /**
     * All lines or none: a refusal's are taken back. The goods are for sale once the return is complete, and not before.
     *
     * @throws PassingFault as long as another saga's goods of the return are here, or the order may be fulfilled and its goods are
     *     not its own yet: the news is on its way
     */
    public Answer receive(@Body Parcel parcel) {
        if (inspections.foundDamaged(parcel.returnId())) {
            return Answer.refused("damaged", "return %s of order %s".formatted(parcel.returnId(), parcel.orderId()));
        }
        Standing standing = standing(parcel.orderId()).orElse(null);
        if (standing == null) {
            return Answer.refused("not sold", "order %s holds no goods".formatted(parcel.orderId()));
        }
        if (standing.state() == Reservations.State.RESERVED) {
            throw new PassingFault(
                    "goods not confirmed yet",
                    "the goods of order %s are still reserved: call again".formatted(parcel.orderId()));
        }
        return receive(parcel, standing.sagaId());
    }

    /** The restock comes before what the order holds is looked at, of which an earlier attempt may still have taken some. */
    private Answer receive(Parcel parcel, String reservation) {
        String saga = Step.scopeOf(parcel.sagaId());
        if (!add(saga, parcel, reservation)) {
            throw new PassingFault(
                    "other restock stands",
                    "return %s has goods here that are not sent back yet: call again".formatted(parcel.returnId()));
        }
        for (var line : parcel.quantities().entrySet()) {
            if (!takeFrom(reservation, line.getKey(), line.getValue())) {
                return Answer.refused(
                        "more than was sold",
                        "order %s does not hold %d of %s".formatted(parcel.orderId(), line.getValue(), line.getKey()));
            }
            moveAll(line.getKey(), line.getValue(), Place.CONFIRMED, Place.RECEIVED);
        }
        addLines(saga, parcel);
        return Answer.ok().with("returnId", parcel.returnId()).with("state", State.RECEIVED);
    }

    /** Gives the goods back to the order. @throws IllegalStateException if they were shelved and sold since */
    public void sendBack(@Header(Exchange.SAGA_LONG_RUNNING_ACTION) String sagaId) {
        Received restock = find(Step.scopeOf(sagaId));
        Place where = restock.state() == State.SHELVED ? Place.ON_HAND : Place.RECEIVED;
        lines(restock.sagaId()).forEach((sku, quantity) -> {
            if (!takeFrom(restock.reservationSagaId(), sku, -quantity)) {
                throw new IllegalStateException("%s has not received %d of %s".formatted(restock, quantity, sku));
            }
            moveAll(sku, quantity, where, Place.CONFIRMED);
        });
        become(restock, State.SENT_BACK);
    }

    /** Puts the goods on the shelf: from here on they are for sale. */
    public void shelve(@Header(Exchange.SAGA_LONG_RUNNING_ACTION) String sagaId) {
        Received restock = find(Step.scopeOf(sagaId));
        lines(restock.sagaId()).forEach((sku, quantity) -> moveAll(sku, quantity, Place.RECEIVED, Place.ON_HAND));
        become(restock, State.SHELVED);
    }

    /** The order's reservation that stands, locked until the end of the transaction: nobody confirms or releases it meanwhile. */
    private Optional<Standing> standing(String orderId) {
        return jdbc.sql("select saga_id, state from reservation where active_order = :orderId for update")
                .param("orderId", orderId)
                .query(Standing.class)
                .optional();
    }

    /** True: counted as returned. False (no row): the order has no such SKU, or has not so many of it any more. */
    private boolean takeFrom(String reservation, String sku, long quantity) {
        return jdbc.sql("""
                                update reservation_line set returned = returned + :quantity
                                where saga_id = :sagaId and sku = :sku
                                and quantity - returned >= :quantity and returned + :quantity >= 0""")
                        .param("quantity", quantity)
                        .param("sagaId", reservation)
                        .param("sku", sku)
                        .update()
                == 1;
    }

    private void moveAll(String sku, long quantity, Place from, Place to) {
        if (!stock.move(sku, quantity, from, to)) {
            throw new IllegalStateException("%d of %s are not %s as the return says".formatted(quantity, sku, from));
        }
    }

    /** True: added. False: another restock of the return stands. No saga comes here twice. */
    private boolean add(String saga, Parcel parcel, String reservation) {
        return transactions.insertIfAbsent(() -> jdbc.sql("""
                        insert into restock (saga_id, return_id, order_id, reservation_saga_id, state, active_return)
                        values (:sagaId, :returnId, :orderId, :reservation, :state, :returnId)""")
                .param("sagaId", saga)
                .param("returnId", parcel.returnId())
                .param("orderId", parcel.orderId())
                .param("reservation", reservation)
                .param("state", State.RECEIVED.name())
                .update());
    }

    private void addLines(String saga, Parcel parcel) {
        parcel.quantities().forEach((sku, quantity) -> jdbc.sql(
                        "insert into restock_line (saga_id, sku, quantity) values (:sagaId, :sku, :quantity)")
                .param("sagaId", saga)
                .param("sku", sku)
                .param("quantity", quantity)
                .update());
    }

    private Received find(String saga) {
        return jdbc.sql("select saga_id, reservation_saga_id, state from restock where saga_id = :sagaId")
                .param("sagaId", saga)
                .query(Received.class)
                .single();
    }

    private SortedMap<String, Long> lines(String saga) {
        SortedMap<String, Long> lines = new TreeMap<>();
        jdbc.sql("select sku, quantity from restock_line where saga_id = :sagaId")
                .param("sagaId", saga)
                .query(row -> {
                    lines.put(row.getString("sku"), row.getLong("quantity"));
                });
        return lines;
    }

    private void become(Received restock, State state) {
        jdbc.sql("""
                        update restock set state = :state, active_return = case when :state = 'SENT_BACK' then null else return_id end
                        where saga_id = :sagaId""")
                .param("state", state.name())
                .param("sagaId", restock.sagaId())
                .update();
    }

    record Standing(String sagaId, Reservations.State state) {}

    record Received(String sagaId, String reservationSagaId, State state) {}

    enum State {
        /** In the house, of an order whose return is not decided. */
        RECEIVED,
        /** For sale again: the saga was closed. */
        SHELVED,
        /** With the order again: the saga was cancelled. */
        SENT_BACK
    }
}
