package io.bactrian.cli.books;

import io.bactrian.cli.books.InputReturn.Told;
import io.bactrian.cli.books.ReturnRow.State;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Every return is returned, undone or refused, as its client was told; none is open. An order is returned when all of it
 * has come back, and fulfilled otherwise.
 */
final class ReturnRule implements Audit.Rule {

    private static final Map<State, Told> MEANING = Map.of(
            State.RETURNED, Told.RETURNED,
            State.UNDONE, Told.UNDONE,
            State.REQUESTED, Told.UNDONE,
            State.REFUSED, Told.REFUSED);

    @Override
    public void check(Ledger ledger, Consumer<Violation> violations) {
        for (ReturnRow row : ledger.books().returns().returns()) {
            if (row.state() == State.ACCEPTED) {
                violations.accept(violation(ledger, row.orderId(), row.returnId(), "is still on its way"));
            }
            if (row.returned() && !ledger.fulfilled(row.orderId())) {
                violations.accept(violation(
                        ledger, row.orderId(), row.returnId(), "is RETURNED, and the order was not fulfilled"));
            }
        }
        ledger.returnsAsked().forEach(asked -> asked(ledger, asked, violations));
        ledger.orders().stream()
                .filter(order -> order.fulfilled() && !order.open())
                .forEach(order -> order(ledger, order, violations));
    }

    private static void asked(Ledger ledger, InputReturn asked, Consumer<Violation> violations) {
        ReturnRow row = ledger.returnRow(asked.returnId());
        Consumer<String> found = what -> violations.accept(violation(ledger, asked.orderId(), asked.returnId(), what));
        if (row == null) {
            if (asked.told() != Told.REFUSED) {
                found.accept("is in no book of the order service");
            }
            return;
        }
        if (asked.told() != null && MEANING.getOrDefault(row.state(), asked.told()) != asked.told()) {
            found.accept("is " + row.state() + " but its client was told " + asked.told());
        }
        if (row.returned() && !row.quantities().equals(asked.quantities())) {
            found.accept(
                    "brought back " + sorted(row.quantities()) + " and was asked for " + sorted(asked.quantities()));
        }
        if (row.returned() && row.amount() != asked.amountMinor()) {
            found.accept("is worth " + row.amount() + " in the books and " + asked.amountMinor() + " in the input");
        }
    }

    private static void order(Ledger ledger, OrderRow order, Consumer<Violation> violations) {
        Map<String, Long> left = new HashMap<>(ledger.quantities(order.orderId()));
        ledger.returned(order.orderId()).forEach((sku, quantity) -> left.merge(sku, -quantity, Long::sum));
        boolean all = left.values().stream().allMatch(quantity -> quantity == 0);
        OrderRow.State expected = all ? OrderRow.State.RETURNED : OrderRow.State.FULFILLED;
        if (order.state() != expected) {
            violations.accept(new Violation(
                    Violation.Book.RETURNS,
                    order.customerId(),
                    order.orderId(),
                    ledger.skus(order.orderId()),
                    "is " + order.state() + " and must be " + expected + ": of "
                            + sorted(ledger.quantities(order.orderId())) + " came back "
                            + sorted(ledger.returned(order.orderId()))));
        }
    }

    private static String sorted(Map<String, Long> quantities) {
        return new TreeMap<>(quantities).toString();
    }

    private static Violation violation(Ledger ledger, String orderId, String returnId, String what) {
        return new Violation(
                Violation.Book.RETURNS,
                ledger.customer(orderId),
                orderId,
                ledger.skus(orderId),
                "return " + returnId + " " + what);
    }
}
