package io.bactrian.cli.insurance;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.cli.books.JournalEntry;
import io.bactrian.cli.insurance.InsuranceBooks.InvoiceRow;
import io.bactrian.cli.insurance.InsuranceBooks.NotificationRow;
import io.bactrian.cli.insurance.InsuranceBooks.PolicyRow;
import io.bactrian.cli.insurance.InsuranceBooks.QuoteRow;
import io.bactrian.cli.insurance.InsuranceBooks.RefusedRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two quotes: a is done, b was taken back because its customer has no credit. */
class InsuranceAuditTest {

    private final List<Quote> sent = new ArrayList<>(List.of(new Quote("a", "c1", 1200), new Quote("b", "c2", 900)));
    private final List<QuoteRow> quotes = new ArrayList<>();
    private final List<PolicyRow> policies = new ArrayList<>();
    private final List<InvoiceRow> invoices = new ArrayList<>();
    private final List<RefusedRow> refused = new ArrayList<>();
    private final List<NotificationRow> notifications = new ArrayList<>();
    private final List<JournalEntry> journal = new ArrayList<>();

    @BeforeEach
    void wholeBooks() {
        quotes.add(new QuoteRow("a", "c1", 1200, "APPROVED", null));
        quotes.add(new QuoteRow("b", "c2", 900, "REOPENED", "no credit"));
        policies.add(new PolicyRow("POL-a", "a", "c1", 1200, "ACTIVE", null));
        policies.add(new PolicyRow("POL-b", "b", "c2", 900, "CANCELLED", "no credit"));
        invoices.add(new InvoiceRow("INV-a", "POL-a", "a", "c1", 1200));
        refused.add(new RefusedRow("POL-b", "b", "no credit"));
        notifications.add(new NotificationRow("MAIL-a", "a", "INV-a", "c1"));
        write("a", "APPROVE_QUOTE", "CREATE_POLICY", "CREATE_INVOICE", "SEND_NOTIFICATION");
        write("b", "APPROVE_QUOTE", "CREATE_POLICY", "REFUSE_INVOICE", "CANCEL_POLICY", "REOPEN_QUOTE");
    }

    @Test
    void wholeQuotesHaveNoFinding() {
        assertThat(audit()).isEmpty();
    }

    @Test
    void namesAQuoteThatIsInNoBook() {
        sent.add(new Quote("z", "c1", 1));

        assertThat(audit()).containsExactly("quote z: was sent and is in no book");
    }

    @Test
    void namesAQuoteThatIsHalfDone() {
        notifications.clear();
        journal.removeIf(entry -> entry.effect().equals("SEND_NOTIFICATION"));

        assertThat(audit())
                .containsExactly(
                        "quote a: must have 1 notifications, has 0",
                        "quote a: must have 1 SEND_NOTIFICATION in the journals, has 0");
    }

    @Test
    void namesAQuoteThatIsHalfUndone() {
        quotes.set(1, new QuoteRow("b", "c2", 900, "APPROVED", null));
        journal.removeIf(entry -> entry.effect().equals("REOPEN_QUOTE"));

        assertThat(audit())
                .contains(
                        "quote b: is APPROVED, so its policy must be ACTIVE, was CANCELLED",
                        "quote b: must have 1 invoices, has 0",
                        "quote b: must have 0 CANCEL_POLICY in the journals, has 1");
    }

    @Test
    void namesASecondNotification() {
        notifications.add(new NotificationRow("MAIL-a2", "a", "INV-a", "c1"));
        write("a", "SEND_NOTIFICATION");

        assertThat(audit())
                .containsExactly(
                        "quote a: must have 1 notifications, has 2",
                        "quote a: must have 1 SEND_NOTIFICATION in the journals, has 2");
    }

    @Test
    void namesANotificationForAQuoteThatWasTakenBack() {
        notifications.add(new NotificationRow("MAIL-b", "b", "INV-b", "c2"));

        assertThat(audit())
                .containsExactly(
                        "quote b: must have 0 notifications, has 1",
                        "quote b: has no invoice INV-b, which its notification is about");
    }

    @Test
    void namesAnInvoiceOverAnotherAmount() {
        invoices.set(0, new InvoiceRow("INV-a", "POL-a", "a", "c1", 1300));

        assertThat(audit()).containsExactly("quote a: is for c1 over 1200, its invoice for c1 over 1300");
    }

    @Test
    void namesAPolicyOfAnotherCustomer() {
        policies.set(0, new PolicyRow("POL-a", "a", "c9", 1200, "ACTIVE", null));

        assertThat(audit()).containsExactly("quote a: is for c1 with a premium of 1200, its policy for c9 with 1200");
    }

    @Test
    void namesANotificationToAnotherCustomerOrAboutAnotherInvoice() {
        notifications.set(0, new NotificationRow("MAIL-a", "a", "INV-x", "c9"));

        assertThat(audit())
                .containsExactly(
                        "quote a: is for c1, its notification went to c9",
                        "quote a: has no invoice INV-x, which its notification is about");
    }

    @Test
    void namesAPolicyWithoutAQuote() {
        policies.add(new PolicyRow("POL-x", "x", "c1", 1, "ACTIVE", null));

        assertThat(audit())
                .containsExactly("quote x: was never approved, and there is 1 policies, 0 invoices, 0 refused invoices,"
                        + " 0 notifications, 0 journal entries");
    }

    @Test
    void namesWhatWasUndoneBeforeItWasDone() {
        journal.removeIf(entry -> entry.orderId().equals("b"));
        write("b", "REOPEN_QUOTE", "APPROVE_QUOTE", "CREATE_POLICY", "REFUSE_INVOICE", "CANCEL_POLICY");

        assertThat(audit()).containsExactly("quote b: was undone before it was done");
    }

    @Test
    void namesAQuoteWithAnotherPremiumThanWasSent() {
        sent.set(0, new Quote("a", "c1", 1));

        assertThat(audit()).hasSize(1).first().asString().startsWith("quote a: was sent as ");
    }

    private List<String> audit() {
        return InsuranceAudit.check(
                        new InsuranceBooks(quotes, policies, invoices, refused, notifications, journal), sent)
                .stream()
                .map(InsuranceAudit.Finding::toString)
                .toList();
    }

    private void write(String quoteId, String... effects) {
        for (String effect : effects) {
            journal.add(new JournalEntry(
                    journal.size() + 1L,
                    Instant.EPOCH.plusMillis(journal.size()),
                    null,
                    quoteId,
                    "step",
                    effect,
                    "done"));
        }
    }
}
