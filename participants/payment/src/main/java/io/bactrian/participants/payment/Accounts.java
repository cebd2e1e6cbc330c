package io.bactrian.participants.payment;

import io.bactrian.participants.journal.Answer;
import io.bactrian.participants.journal.Transactions;
import java.util.Optional;
import org.apache.camel.Body;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What each customer may owe, and owes. */
@Component
class Accounts {

    private final JdbcClient jdbc;
    private final Transactions transactions;

    Accounts(JdbcClient jdbc, Transactions transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /** True: charged. False (no row): the account's credit does not allow it. An account is one row. */
    boolean charge(String customerId, long amountMinor) {
        return jdbc.sql("""
                                update account set charged_minor = charged_minor + :amount
                                where customer_id = :customerId
                                and credit_minor - charged_minor + refunded_minor - held_minor >= :amount""")
                        .param("amount", amountMinor)
                        .param("customerId", customerId)
                        .update()
                == 1;
    }

    void refund(String customerId, long amountMinor) {
        change("refunded_minor = refunded_minor + :amount", customerId, amountMinor);
    }

    /** Refunds an amount and holds it until it is settled or charged again. */
    void refundAndHold(String customerId, long amountMinor) {
        change("refunded_minor = refunded_minor + :amount, held_minor = held_minor + :amount", customerId, amountMinor);
    }

    /** Takes back a refund that is held. The credit allows it: that is what holding is for. */
    void chargeHeldAgain(String customerId, long amountMinor) {
        change("charged_minor = charged_minor + :amount, held_minor = held_minor - :amount", customerId, amountMinor);
    }

    /** Makes a refund that is held the customer's credit. */
    void settle(String customerId, long amountMinor) {
        change("held_minor = held_minor - :amount", customerId, amountMinor);
    }

    private void change(String assignments, String customerId, long amountMinor) {
        int rows = jdbc.sql("update account set " + assignments + " where customer_id = :customerId")
                .param("amount", amountMinor)
                .param("customerId", customerId)
                .update();
        if (rows != 1) {
            throw new IllegalStateException("%d accounts instead of 1 for customer %s".formatted(rows, customerId));
        }
    }

    /** True: nobody else changes the account until the end of the transaction. False: there is no such account. */
    boolean lock(String customerId) {
        return jdbc.sql("select customer_id from account where customer_id = :customerId for update")
                .param("customerId", customerId)
                .query(String.class)
                .optional()
                .isPresent();
    }

    static String overTheLimit(String customerId) {
        return "over the credit limit of customer " + customerId;
    }

    static String noAccount(String customerId) {
        return "customer %s has no account".formatted(customerId);
    }

    /** Opens accounts for customers not known yet, all of them or none. */
    public Answer open(@Body NewAccounts accounts) {
        return transactions.unlessRefused(() -> {
            for (var account : accounts.credits().entrySet()) {
                long given = openOne(account.getKey(), account.getValue());
                if (given != account.getValue()) {
                    return Answer.refused(
                            "account is open",
                            "%s has a credit of %d and cannot be given %d"
                                    .formatted(account.getKey(), given, account.getValue()));
                }
            }
            return Answer.ok().with("accounts", accounts.credits().size());
        });
    }

    /** Which credit the customer has: this much if there was no account yet. */
    private long openOne(String customerId, long creditMinor) {
        return credit(customerId)
                .orElseGet(() -> add(customerId, creditMinor)
                        ? creditMinor
                        : credit(customerId).orElseThrow());
    }

    private Optional<Long> credit(String customerId) {
        return jdbc.sql("select credit_minor from account where customer_id = :customerId")
                .param("customerId", customerId)
                .query(Long.class)
                .optional();
    }

    private boolean add(String customerId, long creditMinor) {
        return transactions.insertIfAbsent(() -> jdbc.sql(
                        "insert into account (customer_id, credit_minor, charged_minor, refunded_minor) values (:customerId, :credit, 0, 0)")
                .param("customerId", customerId)
                .param("credit", creditMinor)
                .update());
    }
}
