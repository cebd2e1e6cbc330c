package io.bactrian.participants.inventory;

import io.bactrian.participants.http.Input;
import io.bactrian.participants.journal.Answer;
import io.bactrian.participants.journal.Transactions;
import java.util.List;
import org.apache.camel.Exchange;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What was found when parcels were opened: the returns whose goods cannot be sold again. */
@Component
class Inspections {

    private static final int MOST_RETURNS = 100_000;

    private final JdbcClient jdbc;
    private final Transactions transactions;

    Inspections(JdbcClient jdbc, Transactions transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /** Adds returns to the list; what is on it stays on it. */
    public Answer add(Exchange exchange) {
        var input = Input.ofBody(exchange);
        List<String> returns = input.texts("damagedReturns", MOST_RETURNS);
        input.verify();
        return transactions.whole(() -> {
            returns.stream()
                    .sorted()
                    .forEach(returnId -> transactions.insertIfAbsent(
                            () -> jdbc.sql("insert into damaged_return (return_id) values (:returnId)")
                                    .param("returnId", returnId)
                                    .update()));
            return Answer.ok().with("damagedReturns", returns.size());
        });
    }

    boolean foundDamaged(String returnId) {
        return jdbc.sql("select 1 from damaged_return where return_id = :returnId")
                .param("returnId", returnId)
                .query(Integer.class)
                .optional()
                .isPresent();
    }
}
