package io.bactrian.routes.purchase;

import io.bactrian.routes.purchase.Sale.State;
import io.bactrian.routes.service.Refusal;
import java.util.List;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The sales, one row per saga. Every change is one statement, so it needs no transaction around it; each may be
 * repeated, may come late, and may come without the one before it.
 */
@Component
class Sales {

    private static final String COLUMNS = "saga_id, state, customer_id, sku, quantity, amount_minor";

    private final JdbcClient jdbc;

    Sales(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The saga that an exchange belongs to. */
    static String saga(Exchange exchange) {
        return exchange.getMessage().getHeader(Exchange.SAGA_LONG_RUNNING_ACTION, String.class);
    }

    /**
     * From here on no other saga can sell this purchase.
     *
     * @throws Refusal when another saga sells it or has sold it, or this saga was cancelled before it came here
     */
    void open(String sagaId, Purchase purchase) {
        try {
            jdbc.sql("""
                            insert into sale (saga_id, purchase_id, live_purchase,
                                              customer_id, sku, quantity, amount_minor, state)
                            values (:sagaId, :purchaseId, :purchaseId,
                                    :customerId, :sku, :quantity, :amountMinor, 'OPEN')""")
                    .param("sagaId", sagaId)
                    .param("purchaseId", purchase.purchaseId())
                    .param("customerId", purchase.customerId())
                    .param("sku", purchase.sku())
                    .param("quantity", purchase.quantity())
                    .param("amountMinor", purchase.amountMinor())
                    .update();
        } catch (DuplicateKeyException taken) {
            throw new Refusal("purchase " + purchase.purchaseId() + " is being sold by another request, or was sold");
        }
    }

    /** @throws Refusal when the sale is not open: it was voided meanwhile */
    void confirm(String sagaId) {
        if (become(sagaId, State.CONFIRMED, State.OPEN, State.CONFIRMED) == 0) {
            throw new Refusal("the sale was voided before it was confirmed");
        }
    }

    /** Takes a confirmation back; where there was none, nothing changes. */
    void withdraw(String sagaId) {
        become(sagaId, State.OPEN, State.CONFIRMED);
    }

    /**
     * The saga has closed: the sale is final.
     *
     * @throws IllegalStateException when there is no such sale: the saga was decided both ways, and a person must look
     */
    void close(String sagaId) {
        if (become(sagaId, State.SOLD, State.CONFIRMED, State.SOLD) == 0) {
            throw new IllegalStateException("Saga " + sagaId + " closed but left no confirmed sale");
        }
    }

    /** Voids the sale. Where none was opened yet, the row that is left keeps a late one from being opened. */
    void cancel(String sagaId, String purchaseId) {
        if (become(sagaId, State.VOID, State.OPEN, State.CONFIRMED, State.VOID) == 1) {
            return;
        }
        try {
            jdbc.sql("insert into sale (saga_id, purchase_id, state) values (:sagaId, :purchaseId, 'VOID')")
                    .param("sagaId", sagaId)
                    .param("purchaseId", purchaseId)
                    .update();
        } catch (DuplicateKeyException opened) {
            // opened between the two statements, or sold: the coordinator asks again, and then the first one counts
            throw new IllegalStateException("The sale of saga " + sagaId + " cannot be voided now", opened);
        }
    }

    /** The sale of this purchase that stands, null if there is none. */
    @Nullable
    Sale standing(Purchase purchase) {
        return one("select " + COLUMNS + " from sale where live_purchase = :id", purchase.purchaseId());
    }

    /** What is on record after this saga: its own sale, or if that is void the one of another saga that stands; null if none does. */
    @Nullable
    Sale after(String sagaId, Purchase purchase) {
        Sale own = ofSaga(sagaId);
        return own == null ? standing(purchase) : own;
    }

    /** The sale of this saga, null if it is void. */
    @Nullable
    Sale ofSaga(String sagaId) {
        return one("select " + COLUMNS + " from sale where saga_id = :id and live_purchase is not null", sagaId);
    }

    /** All sales as of one instant, void ones too. */
    List<Line> book() {
        return jdbc.sql("""
                        select purchase_id, saga_id, state, customer_id, sku, quantity, amount_minor
                        from sale order by purchase_id, saga_id""")
                .query((row, n) -> new Line(
                        Purchase.reference(row.getString("purchase_id")),
                        row.getString("saga_id"),
                        State.valueOf(row.getString("state")),
                        row.getString("customer_id"),
                        row.getString("sku"),
                        row.getObject("quantity", Integer.class),
                        row.getObject("amount_minor", Long.class)))
                .list();
    }

    /**
     * One row of the book.
     *
     * @param customerId null when the sale was void before it was opened, likewise all that follows
     */
    record Line(
            String reference,
            String sagaId,
            State state,
            @Nullable String customerId,
            @Nullable String sku,
            @Nullable Integer quantity,
            @Nullable Long amountMinor) {}

    private @Nullable Sale one(String sql, String id) {
        return jdbc.sql(sql)
                .param("id", id)
                .query((row, n) -> new Sale(
                        row.getString("saga_id"),
                        State.valueOf(row.getString("state")),
                        row.getString("customer_id"),
                        row.getString("sku"),
                        row.getInt("quantity"),
                        row.getLong("amount_minor")))
                .optional()
                .orElse(null);
    }

    /** 1 when the sale was in one of these states, else 0. */
    private int become(String sagaId, State state, State... from) {
        return jdbc.sql("""
                        update sale set state = :state, live_purchase = case when :state = 'VOID' then null else purchase_id end
                        where saga_id = :sagaId and state in (:from)""")
                .param("state", state.name())
                .param("sagaId", sagaId)
                .param("from", List.of(from).stream().map(Enum::name).toList())
                .update();
    }
}
