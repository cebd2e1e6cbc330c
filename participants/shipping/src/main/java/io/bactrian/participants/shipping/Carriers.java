package io.bactrian.participants.shipping;

import io.bactrian.participants.http.Input;
import io.bactrian.participants.journal.Answer;
import io.bactrian.participants.journal.Transactions;
import java.util.List;
import org.apache.camel.Exchange;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** To whom no carrier delivers. */
@Component
class Carriers {

    private static final int MOST_CUSTOMERS = 100_000;

    private final JdbcClient jdbc;
    private final Transactions transactions;

    Carriers(JdbcClient jdbc, Transactions transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /** Adds customers to the list; who is on it stays on it. */
    public Answer add(Exchange exchange) {
        var input = Input.ofBody(exchange);
        List<String> customers = input.texts("refusedCustomers", MOST_CUSTOMERS);
        input.verify();
        return transactions.whole(() -> {
            customers.stream()
                    .sorted()
                    .forEach(customer -> transactions.insertIfAbsent(
                            () -> jdbc.sql("insert into refused_customer (customer_id) values (:customerId)")
                                    .param("customerId", customer)
                                    .update()));
            return Answer.ok().with("refusedCustomers", customers.size());
        });
    }

    boolean refuse(String customerId) {
        return jdbc.sql("select 1 from refused_customer where customer_id = :customerId")
                .param("customerId", customerId)
                .query(Integer.class)
                .optional()
                .isPresent();
    }
}
