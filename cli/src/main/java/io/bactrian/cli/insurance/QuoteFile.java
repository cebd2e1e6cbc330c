package io.bactrian.cli.insurance;

import io.bactrian.cli.books.JournalEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Everything that the four services have on one quote. */
final class QuoteFile {

    /** Where a quote's flow is. */
    enum End {
        /** It has a policy, an invoice and a notification. */
        DONE,
        /** Its policy is cancelled and it is open again. */
        COMPENSATED,
        /** It was never approved, or is on its way. */
        OPEN
    }

    final List<InsuranceBooks.PolicyRow> policies = new ArrayList<>();
    final List<InsuranceBooks.InvoiceRow> invoices = new ArrayList<>();
    final List<InsuranceBooks.RefusedRow> refused = new ArrayList<>();
    final List<InsuranceBooks.NotificationRow> notifications = new ArrayList<>();
    final List<JournalEntry> journal = new ArrayList<>();
    InsuranceBooks.@Nullable QuoteRow quote;

    /** By quote id. */
    static Map<String, QuoteFile> of(InsuranceBooks books) {
        Map<String, QuoteFile> files = new LinkedHashMap<>();
        books.quotes().forEach(row -> file(files, row.quoteId()).quote = row);
        books.policies().forEach(row -> file(files, row.quoteId()).policies.add(row));
        books.invoices().forEach(row -> file(files, row.quoteId()).invoices.add(row));
        books.refused().forEach(row -> file(files, row.quoteId()).refused.add(row));
        books.notifications()
                .forEach(row -> file(files, row.quoteId()).notifications.add(row));
        books.journal().forEach(row -> file(files, row.orderId()).journal.add(row));
        return files;
    }

    private static QuoteFile file(Map<String, QuoteFile> files, String quoteId) {
        return files.computeIfAbsent(quoteId, id -> new QuoteFile());
    }

    End end() {
        if (quote != null && quote.state().equals("REOPENED")) {
            return End.COMPENSATED;
        }
        return quote != null && !notifications.isEmpty() ? End.DONE : End.OPEN;
    }
}
