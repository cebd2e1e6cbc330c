package io.bactrian.participants.insurance.quotes;

import io.bactrian.participants.events.Event;
import io.bactrian.participants.events.NewEvent;
import io.bactrian.participants.events.Outbox;
import io.bactrian.participants.http.Input;
import io.bactrian.participants.journal.Answer;
import io.bactrian.participants.journal.Journal;
import io.bactrian.participants.journal.Result;
import io.bactrian.participants.journal.Step;
import io.bactrian.participants.journal.Transactions;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Quotes. Each change and its event are one transaction. */
@Component
class Quotes {

    private static final String TOPIC = "insurance.quotes";

    private final JdbcClient jdbc;
    private final Outbox outbox;
    private final Journal journal;
    private final Transactions transactions;

    Quotes(JdbcClient jdbc, Outbox outbox, Journal journal, Transactions transactions) {
        this.jdbc = jdbc;
        this.outbox = outbox;
        this.journal = journal;
        this.transactions = transactions;
    }

    /** Repeatable: a quote is approved once. */
    public Answer approve(@Body ApprovedQuote quote) {
        return transactions.whole(() -> {
            if (transactions.insertIfAbsent(() -> insert(quote))) {
                write(quote.quoteId(), "APPROVE_QUOTE");
                outbox.publish(
                        TOPIC,
                        NewEvent.first("QuoteApproved", quote.quoteId())
                                .with("quoteId", quote.quoteId())
                                .with("customerId", quote.customerId())
                                .with("premiumMinor", quote.premiumMinor()));
            } else if (!find(quote.quoteId()).map(Row::quote).equals(Optional.of(quote))) {
                return Answer.refused(
                        "other quote", "quote %s was approved before with other content".formatted(quote.quoteId()));
            }
            return find(quote.quoteId()).map(Row::answer).orElseThrow();
        });
    }

    /** Runs in the transaction of the event. */
    public void reopen(@Body Event policyCancelled) {
        String quoteId = policyCancelled.text("quoteId");
        int rows = jdbc.sql("""
                        update quote set state = 'REOPENED', reason = :reason
                        where quote_id = :quoteId and state = 'APPROVED'""")
                .param("reason", policyCancelled.text("reason"))
                .param("quoteId", quoteId)
                .update();
        if (rows != 1) {
            throw new IllegalStateException(
                    "%d approved quotes instead of 1 are reopened by %s".formatted(rows, policyCancelled));
        }
        write(quoteId, "REOPEN_QUOTE");
        outbox.publish(
                TOPIC,
                NewEvent.causedBy(policyCancelled, "QuoteReopened")
                        .with("quoteId", quoteId)
                        .with("reason", policyCancelled.text("reason")));
    }

    public Answer lookUp(Exchange exchange) {
        var input = Input.ofHeaders(exchange);
        String quoteId = input.pathText("quoteId");
        input.verify();
        return find(quoteId)
                .map(Row::answer)
                .orElseGet(() -> Answer.notFound("no such quote", "%s was never approved".formatted(quoteId)));
    }

    private void write(String quoteId, String effect) {
        journal.append(Step.of(quoteId, "quote", quoteId), effect, Result.DONE);
    }

    private void insert(ApprovedQuote quote) {
        jdbc.sql("""
                        insert into quote (quote_id, customer_id, premium_minor, state)
                        values (:quoteId, :customerId, :premiumMinor, 'APPROVED')""")
                .param("quoteId", quote.quoteId())
                .param("customerId", quote.customerId())
                .param("premiumMinor", quote.premiumMinor())
                .update();
    }

    private Optional<Row> find(String quoteId) {
        return jdbc.sql(
                        "select quote_id, customer_id, premium_minor, state, reason from quote where quote_id = :quoteId")
                .param("quoteId", quoteId)
                .query((row, n) -> new Row(
                        new ApprovedQuote(
                                row.getString("quote_id"), row.getString("customer_id"), row.getLong("premium_minor")),
                        row.getString("state"),
                        row.getString("reason")))
                .optional();
    }

    private record Row(
            ApprovedQuote quote, String state, @Nullable String reason) {

        Answer answer() {
            Answer answer = Answer.ok().with("quoteId", quote.quoteId()).with("state", state);
            return reason == null ? answer : answer.with("reason", reason);
        }
    }
}
