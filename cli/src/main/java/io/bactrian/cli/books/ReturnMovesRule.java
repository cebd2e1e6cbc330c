package io.bactrian.cli.books;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Each return that is returned has one refund and one restock that are final, of what was accepted. All others, and those
 * of returns that were undone, are taken back; a refused return has none.
 */
final class ReturnMovesRule implements Audit.Rule {

    @Override
    public void check(Ledger ledger, Consumer<Violation> violations) {
        for (ReturnRow row : ledger.books().returns().returns()) {
            if (row.returned()) {
                returned(ledger, row, violations);
            }
        }
        for (Refund refund : ledger.books().returns().refunds()) {
            ReturnRow row = ledger.returnRow(refund.returnId());
            if (refund.state() != Refund.State.CANCELLED && !isFinal(row, refund.sagaId())) {
                violations.accept(new Violation(
                        Violation.Book.MONEY,
                        refund.customerId(),
                        refund.orderId(),
                        ledger.skus(refund.orderId()),
                        "refund of " + refund.amountMinor() + " for return " + refund.returnId() + " is "
                                + refund.state() + " and must be CANCELLED" + because(row) + ", saga "
                                + refund.sagaId()));
            }
        }
        for (Restock restock : ledger.books().returns().restocks()) {
            ReturnRow row = ledger.returnRow(restock.returnId());
            if (restock.state() != Restock.State.SENT_BACK && !isFinal(row, restock.sagaId())) {
                violations.accept(new Violation(
                        Violation.Book.STOCK,
                        ledger.customer(restock.orderId()),
                        restock.orderId(),
                        ledger.skus(restock.orderId()),
                        "restock of return " + restock.returnId() + " is " + restock.state() + " and must be SENT_BACK"
                                + because(row) + ", saga " + restock.sagaId()));
            }
        }
    }

    private static boolean isFinal(@Nullable ReturnRow row, @Nullable String saga) {
        return row != null && row.returned() && saga != null && saga.equals(row.sagaId());
    }

    private static String because(@Nullable ReturnRow row) {
        return ": the return is " + (row == null ? "unknown" : row.state());
    }

    private static void returned(Ledger ledger, ReturnRow row, Consumer<Violation> violations) {
        List<Refund> refunds = ledger.books().returns().refunds().stream()
                .filter(refund -> refund.returnId().equals(row.returnId()) && isFinal(row, refund.sagaId()))
                .toList();
        if (refunds.size() != 1
                || refunds.get(0).state() != Refund.State.SETTLED
                || refunds.get(0).amountMinor() != row.amount()) {
            violations.accept(new Violation(
                    Violation.Book.MONEY,
                    ledger.customer(row.orderId()),
                    row.orderId(),
                    ledger.skus(row.orderId()),
                    "return " + row.returnId() + " must be refunded once with " + row.amount() + ", is "
                            + refunds.stream()
                                    .map(refund -> refund.state() + " " + refund.amountMinor())
                                    .toList()));
        }
        List<Restock> restocks = ledger.books().returns().restocks().stream()
                .filter(restock -> restock.returnId().equals(row.returnId()) && isFinal(row, restock.sagaId()))
                .toList();
        if (restocks.size() != 1
                || restocks.get(0).state() != Restock.State.SHELVED
                || !ReturnRow.quantities(restocks.get(0).lines()).equals(row.quantities())) {
            violations.accept(new Violation(
                    Violation.Book.STOCK,
                    ledger.customer(row.orderId()),
                    row.orderId(),
                    ledger.skus(row.orderId()),
                    "return " + row.returnId() + " must be put back into stock once, is "
                            + restocks.stream()
                                    .map(restock -> restock.state() + " " + restock.lines())
                                    .toList()));
        }
    }
}
