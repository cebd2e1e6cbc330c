package io.bactrian.cli.books;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Per article, what came in is on hand or with a fulfilled order that did not return it, and so says the inventory itself; an ended
 * saga holds nothing. A purchase that is sold counts as a fulfilled order.
 */
final class StockRule implements Audit.Rule {

    @Override
    public void check(Ledger ledger, Consumer<Violation> violations) {
        Map<String, Long> held = new HashMap<>();
        for (OrderRow order : ledger.orders()) {
            if (order.fulfilled()) {
                ledger.quantities(order.orderId()).forEach((sku, quantity) -> held.merge(sku, quantity, Long::sum));
                ledger.returned(order.orderId()).forEach((sku, quantity) -> held.merge(sku, -quantity, Long::sum));
                confirmedOnce(ledger, order.orderId(), "fulfilled", violations);
            }
        }
        for (PurchaseRow purchase : ledger.purchases()) {
            if (purchase.sold()) {
                held.merge(purchase.sku(), purchase.quantity(), Long::sum);
                confirmedOnce(ledger, purchase.reference(), "sold", violations);
            }
        }
        for (Reservation reservation : ledger.books().reservations()) {
            leftOver(ledger, reservation, violations);
        }
        articles(ledger, held, violations);
    }

    private static void articles(Ledger ledger, Map<String, Long> held, Consumer<Violation> violations) {
        Map<String, Long> unexplained = new TreeMap<>(held);
        Set<String> open = ledger.openArticles();
        for (StockRow row : ledger.books().stock()) {
            long due = held.getOrDefault(row.sku(), 0L);
            unexplained.remove(row.sku());
            if (row.initial() != row.onHand() + due) {
                violations.accept(violation(
                        row.sku(),
                        "initial " + row.initial() + " is not on hand " + row.onHand() + " + held by fulfilled orders "
                                + due));
            }
            if (!open.contains(row.sku())) {
                decided(row, due, violations);
            }
        }
        unexplained.forEach((sku, due) ->
                violations.accept(violation(sku, "fulfilled orders hold " + due + " and it was never in stock")));
    }

    /** An article of which every order and return is decided. */
    private static void decided(StockRow row, long due, Consumer<Violation> violations) {
        if (row.confirmed() != due) {
            violations.accept(
                    violation(row.sku(), "confirmed " + row.confirmed() + " is not held by fulfilled orders " + due));
        }
        if (row.reserved() != 0 || row.received() != 0) {
            violations.accept(violation(
                    row.sku(),
                    "reserved " + row.reserved() + " and received " + row.received()
                            + " must be 0: no order and no return of it is on its way"));
        }
    }

    private static Violation violation(String sku, String what) {
        return new Violation(Violation.Book.STOCK, null, null, sku, what);
    }

    private static void confirmedOnce(Ledger ledger, String orderId, String fate, Consumer<Violation> violations) {
        List<Reservation> confirmed = ledger.reservations(orderId).stream()
                .filter(reservation -> reservation.state() == Reservation.State.CONFIRMED)
                .toList();
        if (confirmed.size() != 1) {
            violations.accept(new Violation(
                    Violation.Book.STOCK,
                    ledger.customer(orderId),
                    orderId,
                    ledger.skus(orderId),
                    "is " + fate + " and must have one confirmed reservation, has " + confirmed.size()));
        }
    }

    /** A reservation that is neither released nor the confirmed one of a fulfilled order. */
    private static void leftOver(Ledger ledger, Reservation reservation, Consumer<Violation> violations) {
        boolean rightful = reservation.state() == Reservation.State.RELEASED
                || (reservation.state() == Reservation.State.CONFIRMED && ledger.fulfilled(reservation.orderId()));
        if (!rightful) {
            for (Reservation.Line line : reservation.lines()) {
                violations.accept(new Violation(
                        Violation.Book.STOCK,
                        ledger.customer(reservation.orderId()),
                        reservation.orderId(),
                        line.sku(),
                        line.quantity() + " still " + reservation.state() + " though "
                                + ledger.fate(reservation.orderId()) + ", saga " + reservation.sagaId()));
            }
        }
    }
}
