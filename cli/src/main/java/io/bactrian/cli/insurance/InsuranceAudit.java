package io.bactrian.cli.insurance;

import io.bactrian.cli.books.JournalEntry;
import io.bactrian.cli.insurance.InsuranceBooks.InvoiceRow;
import io.bactrian.cli.insurance.InsuranceBooks.NotificationRow;
import io.bactrian.cli.insurance.InsuranceBooks.PolicyRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Says of each quote whether it is whole: approved, with an active policy, one invoice and one notification; or open again, with a
 * cancelled policy and neither. Believes the services' books and journals, and nobody else.
 */
final class InsuranceAudit {

    private static final List<String> DONE =
            List.of("APPROVE_QUOTE", "CREATE_POLICY", "CREATE_INVOICE", "SEND_NOTIFICATION");
    private static final List<String> COMPENSATED =
            List.of("APPROVE_QUOTE", "CREATE_POLICY", "REFUSE_INVOICE", "CANCEL_POLICY", "REOPEN_QUOTE");

    /** Something that is not as it must be. */
    record Finding(String quoteId, String what) {

        @Override
        public String toString() {
            return "quote " + quoteId + ": " + what;
        }
    }

    private final List<Finding> findings = new ArrayList<>();

    private InsuranceAudit() {}

    /**
     * Checks all books.
     *
     * @param sent the quotes that were sent; others in the books must be whole too
     * @return nothing when every quote is whole
     */
    static List<Finding> check(InsuranceBooks books, Collection<Quote> sent) {
        InsuranceAudit audit = new InsuranceAudit();
        Map<String, QuoteFile> files = QuoteFile.of(books);
        files.forEach(audit::check);
        for (Quote quote : sent) {
            QuoteFile file = files.get(quote.quoteId());
            if (file == null) {
                audit.find(quote.quoteId(), "was sent and is in no book");
            } else if (file.quote != null
                    && (!file.quote.customerId().equals(quote.customerId())
                            || file.quote.premiumMinor() != quote.premiumMinor())) {
                audit.find(quote.quoteId(), "was sent as " + quote + " and is " + file.quote);
            }
        }
        return audit.findings;
    }

    private void check(String quoteId, QuoteFile file) {
        InsuranceBooks.QuoteRow quote = file.quote;
        if (quote == null) {
            find(quoteId, "was never approved, and there is " + found(file));
            return;
        }
        boolean reopened = quote.state().equals("REOPENED");
        expect(quoteId, "policies", 1, file.policies.size());
        expect(quoteId, "invoices", reopened ? 0 : 1, file.invoices.size());
        expect(quoteId, "refused invoices", reopened ? 1 : 0, file.refused.size());
        expect(quoteId, "notifications", reopened ? 0 : 1, file.notifications.size());
        for (PolicyRow policy : file.policies) {
            String state = reopened ? "CANCELLED" : "ACTIVE";
            if (!policy.state().equals(state)) {
                find(
                        quoteId,
                        "is %s, so its policy must be %s, was %s".formatted(quote.state(), state, policy.state()));
            }
            if (policy.premiumMinor() != quote.premiumMinor()
                    || !policy.customerId().equals(quote.customerId())) {
                find(
                        quoteId,
                        "is for %s with a premium of %d, its policy for %s with %d"
                                .formatted(
                                        quote.customerId(),
                                        quote.premiumMinor(),
                                        policy.customerId(),
                                        policy.premiumMinor()));
            }
        }
        for (InvoiceRow invoice : file.invoices) {
            if (invoice.amountMinor() != quote.premiumMinor()
                    || !invoice.customerId().equals(quote.customerId())) {
                find(
                        quoteId,
                        "is for %s over %d, its invoice for %s over %d"
                                .formatted(
                                        quote.customerId(),
                                        quote.premiumMinor(),
                                        invoice.customerId(),
                                        invoice.amountMinor()));
            }
        }
        for (NotificationRow notification : file.notifications) {
            checkNotification(quoteId, file, quote, notification);
        }
        checkJournal(quoteId, file, reopened ? COMPENSATED : DONE);
    }

    private void checkNotification(
            String quoteId, QuoteFile file, InsuranceBooks.QuoteRow quote, NotificationRow notification) {
        if (!notification.customerId().equals(quote.customerId())) {
            find(
                    quoteId,
                    "is for %s, its notification went to %s".formatted(quote.customerId(), notification.customerId()));
        }
        if (file.invoices.stream().noneMatch(invoice -> invoice.invoiceId().equals(notification.invoiceId()))) {
            find(quoteId, "has no invoice %s, which its notification is about".formatted(notification.invoiceId()));
        }
    }

    /** Each effect once, and in each service in the right sequence. */
    private void checkJournal(String quoteId, QuoteFile file, List<String> effects) {
        Map<String, Integer> times = new HashMap<>();
        effects.forEach(effect -> times.put(effect, 0));
        file.journal.forEach(entry -> times.merge(entry.effect(), 1, Integer::sum));
        times.forEach((effect, count) ->
                expect(quoteId, effect + " in the journals", effects.contains(effect) ? 1 : 0, count));
        long approved = sequence(file, "APPROVE_QUOTE");
        long created = sequence(file, "CREATE_POLICY");
        if (effects == COMPENSATED
                && (sequence(file, "REOPEN_QUOTE") < approved || sequence(file, "CANCEL_POLICY") < created)) {
            find(quoteId, "was undone before it was done");
        }
    }

    private static long sequence(QuoteFile file, String effect) {
        return file.journal.stream()
                .filter(entry -> entry.effect().equals(effect))
                .mapToLong(JournalEntry::seq)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    private static String found(QuoteFile file) {
        return "%d policies, %d invoices, %d refused invoices, %d notifications, %d journal entries"
                .formatted(
                        file.policies.size(),
                        file.invoices.size(),
                        file.refused.size(),
                        file.notifications.size(),
                        file.journal.size());
    }

    private void expect(String quoteId, String what, int wanted, int found) {
        if (wanted != found) {
            find(quoteId, "must have %d %s, has %d".formatted(wanted, what, found));
        }
    }

    private void find(String quoteId, String what) {
        findings.add(new Finding(quoteId, what));
    }
}
