package io.bactrian.cli.insurance;

import com.fasterxml.jackson.databind.JsonNode;
import io.bactrian.cli.books.BooksReader;
import io.bactrian.cli.books.JournalEntry;
import io.bactrian.cli.system.Part;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the four services have in their books.
 *
 * @param journal of all four, each in its own sequence
 */
record InsuranceBooks(
        List<QuoteRow> quotes,
        List<PolicyRow> policies,
        List<InvoiceRow> invoices,
        List<RefusedRow> refused,
        List<NotificationRow> notifications,
        List<JournalEntry> journal) {

    static final List<Part> KEEPERS = List.of(Part.QUOTES, Part.POLICIES, Part.BILLING, Part.NOTIFICATIONS);

    record QuoteRow(
            String quoteId,
            String customerId,
            long premiumMinor,
            String state,
            @Nullable String reason) {}

    record PolicyRow(
            String policyId,
            String quoteId,
            String customerId,
            long premiumMinor,
            String state,
            @Nullable String reason) {}

    record InvoiceRow(String invoiceId, String policyId, String quoteId, String customerId, long amountMinor) {}

    record RefusedRow(String policyId, String quoteId, String reason) {}

    record NotificationRow(String notificationId, String quoteId, String invoiceId, String customerId) {}

    /** The rows, without the journals, which are long. */
    static InsuranceBooks rows(BooksReader reader) throws IOException {
        JsonNode billing = reader.audit(Part.BILLING);
        return new InsuranceBooks(
                BooksReader.list(reader.audit(Part.QUOTES), "quotes", QuoteRow.class),
                BooksReader.list(reader.audit(Part.POLICIES), "policies", PolicyRow.class),
                BooksReader.list(billing, "invoices", InvoiceRow.class),
                BooksReader.list(billing, "refused", RefusedRow.class),
                BooksReader.list(reader.audit(Part.NOTIFICATIONS), "notifications", NotificationRow.class),
                List.of());
    }

    static InsuranceBooks all(BooksReader reader) throws IOException {
        InsuranceBooks rows = rows(reader);
        List<JournalEntry> journal = new ArrayList<>();
        for (Part keeper : KEEPERS) {
            journal.addAll(reader.journal(keeper));
        }
        return new InsuranceBooks(rows.quotes, rows.policies, rows.invoices, rows.refused, rows.notifications, journal);
    }
}
