package io.bactrian.cli.books;

import io.bactrian.cli.books.InputOrder.Told;
import java.util.Map;
import java.util.function.Consumer;

/** Every order of the input is fulfilled, compensated or refused, as its client was told; neither an order nor a purchase is open. */
final class OrderRule implements Audit.Rule {

    private static final Map<OrderRow.State, Told> MEANING = Map.of(
            OrderRow.State.FULFILLED, Told.FULFILLED,
            OrderRow.State.RETURNED, Told.FULFILLED,
            OrderRow.State.CANCELLED, Told.COMPENSATED);

    @Override
    public void check(Ledger ledger, Consumer<Violation> violations) {
        for (OrderRow order : ledger.orders()) {
            if (order.open()) {
                violations.accept(violation(ledger, order.orderId(), "is still open: " + order.state()));
            }
        }
        for (PurchaseRow purchase : ledger.purchases()) {
            if (purchase.open()) {
                violations.accept(violation(ledger, purchase.reference(), "is still open: " + purchase.state()));
            }
        }
        for (InputOrder asked : ledger.input()) {
            OrderRow order = ledger.order(asked.orderId());
            Told told = asked.told();
            if (told == Told.REFUSED) {
                continue; // nothing was begun, and a row of this number is another order's, checked as such
            }
            if (order == null) {
                violations.accept(violation(ledger, asked.orderId(), "is in no book of the order service"));
            } else if (told != null && !order.open() && MEANING.get(order.state()) != told) {
                violations.accept(
                        violation(ledger, asked.orderId(), "is " + order.state() + " but its client was told " + told));
            }
            if (order != null && !order.customerId().equals(asked.customerId())) {
                violations.accept(violation(
                        ledger, asked.orderId(), "was placed by customer " + asked.customerId() + " in the input"));
            }
            if (order != null && order.totalMinor() != asked.totalMinor()) {
                violations.accept(violation(
                        ledger,
                        asked.orderId(),
                        "is worth " + order.totalMinor() + " in the books and " + asked.totalMinor()
                                + " in the input"));
            }
        }
    }

    private static Violation violation(Ledger ledger, String orderId, String what) {
        return new Violation(Violation.Book.ORDERS, ledger.customer(orderId), orderId, ledger.skus(orderId), what);
    }
}
