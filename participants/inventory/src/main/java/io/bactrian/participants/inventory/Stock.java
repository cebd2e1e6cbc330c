package io.bactrian.participants.inventory;

import io.bactrian.participants.journal.Answer;
import io.bactrian.participants.journal.Transactions;
import java.util.Optional;
import org.apache.camel.Body;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How much of what is where. Units only ever move from one place to another. */
@Component
class Stock {

    private final JdbcClient jdbc;
    private final Transactions transactions;

    Stock(JdbcClient jdbc, Transactions transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /** True: moved. False (no row): the SKU is unknown, or fewer than {@code quantity} are there. The SKU is one row at most. */
    boolean move(String sku, long quantity, Place from, Place to) {
        return jdbc.sql(
                                "update stock set %1$s = %1$s - :quantity, %2$s = %2$s + :quantity where sku = :sku and %1$s >= :quantity"
                                        .formatted(from.column, to.column))
                        .param("sku", sku)
                        .param("quantity", quantity)
                        .update()
                == 1;
    }

    /** Sets the stock of SKUs not known yet, all of them or none. */
    public Answer seed(@Body InitialStock initial) {
        return transactions.unlessRefused(() -> {
            for (var item : initial.quantities().entrySet()) {
                long began = begin(item.getKey(), item.getValue());
                if (began != item.getValue()) {
                    return Answer.refused(
                            "stock is set",
                            "%s began with %d and cannot begin with %d"
                                    .formatted(item.getKey(), began, item.getValue()));
                }
            }
            return Answer.ok().with("items", initial.quantities().size());
        });
    }

    /** With how much the SKU began: with this much if it was not known yet. */
    private long begin(String sku, long quantity) {
        return initialQuantity(sku)
                .orElseGet(() ->
                        add(sku, quantity) ? quantity : initialQuantity(sku).orElseThrow());
    }

    private Optional<Long> initialQuantity(String sku) {
        return jdbc.sql("select initial_quantity from stock where sku = :sku")
                .param("sku", sku)
                .query(Long.class)
                .optional();
    }

    private boolean add(String sku, long quantity) {
        return transactions.insertIfAbsent(() -> jdbc.sql(
                        "insert into stock (sku, initial_quantity, on_hand, reserved, confirmed) values (:sku, :quantity, :quantity, 0, 0)")
                .param("sku", sku)
                .param("quantity", quantity)
                .update());
    }

    enum Place {
        /** Free to be reserved. */
        ON_HAND("on_hand"),
        /** Set aside for orders that are not decided. */
        RESERVED("reserved"),
        /** Held by fulfilled orders. */
        CONFIRMED("confirmed"),
        /** Come back from fulfilled orders, by returns that are not decided. */
        RECEIVED("received");

        private final String column;

        Place(String column) {
            this.column = column;
        }
    }
}
