package io.bactrian.cli.books;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Per customer, charged less refunded is what the fulfilled orders are worth that were not returned, and nothing is held for returns
 * that are decided; per order, who pays and who does not. A purchase that is sold counts as a fulfilled order.
 */
final class MoneyRule implements Audit.Rule {

    @Override
    public void check(Ledger ledger, Consumer<Violation> violations) {
        Map<String, Long> owed = new HashMap<>();
        for (OrderRow order : ledger.orders()) {
            if (order.fulfilled()) {
                owed.merge(order.customerId(), order.totalMinor() - ledger.returnedMinor(order.orderId()), Long::sum);
                paid(ledger, order.orderId(), "fulfilled", order.totalMinor(), violations);
            }
        }
        for (PurchaseRow purchase : ledger.purchases()) {
            if (purchase.sold()) {
                owed.merge(purchase.customerId(), purchase.amountMinor(), Long::sum);
                paid(ledger, purchase.reference(), "sold", purchase.amountMinor(), violations);
            }
        }
        for (Charge charge : ledger.books().charges()) {
            if (charge.state() == Charge.State.CHARGED && !ledger.fulfilled(charge.orderId())) {
                violations.accept(new Violation(
                        Violation.Book.MONEY,
                        charge.customerId(),
                        charge.orderId(),
                        ledger.skus(charge.orderId()),
                        "still charged " + charge.amountMinor() + " though " + ledger.fate(charge.orderId()) + ", saga "
                                + charge.sagaId()));
            }
        }
        accounts(ledger, owed, violations);
    }

    private static void paid(Ledger ledger, String orderId, String fate, long due, Consumer<Violation> violations) {
        List<Charge> paid = ledger.charges(orderId).stream()
                .filter(charge -> charge.state() == Charge.State.CHARGED)
                .toList();
        if (paid.size() != 1 || paid.get(0).amountMinor() != due) {
            violations.accept(new Violation(
                    Violation.Book.MONEY,
                    ledger.customer(orderId),
                    orderId,
                    ledger.skus(orderId),
                    "is " + fate + " and must be charged once with " + due + ", is charged "
                            + paid.stream().map(Charge::amountMinor).toList()));
        }
    }

    private static void accounts(Ledger ledger, Map<String, Long> owed, Consumer<Violation> violations) {
        Map<String, Long> unexplained = new LinkedHashMap<>(owed);
        Set<String> waiting = ledger.customersWithOpenReturns();
        for (Account account : ledger.books().accounts()) {
            long due = owed.getOrDefault(account.customerId(), 0L);
            unexplained.remove(account.customerId());
            if (account.chargedMinor() - account.refundedMinor() != due) {
                violations.accept(new Violation(
                        Violation.Book.MONEY,
                        account.customerId(),
                        null,
                        null,
                        "charged " + account.chargedMinor() + " - refunded " + account.refundedMinor()
                                + " is not the total of the fulfilled orders " + due));
            }
            if (account.heldMinor() != 0 && !waiting.contains(account.customerId())) {
                violations.accept(new Violation(
                        Violation.Book.MONEY,
                        account.customerId(),
                        null,
                        null,
                        "still holds " + account.heldMinor() + " of refunds though no return is on its way"));
            }
        }
        unexplained.forEach((customer, due) -> violations.accept(new Violation(
                Violation.Book.MONEY, customer, null, null, "has fulfilled orders of " + due + " and no account")));
    }
}
