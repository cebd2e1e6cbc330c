package io.bactrian.participants.payment;

import io.bactrian.participants.http.Input;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.camel.Exchange;

/** The credit of each new customer, in minor units. */
record NewAccounts(SortedMap<String, Long> credits) {

    private static final int MOST_ACCOUNTS = 100_000;
    private static final long MOST_CREDIT = 1_000_000_000_000_000L;

    public static NewAccounts read(Exchange exchange) {
        var input = Input.ofBody(exchange);
        SortedMap<String, Long> credits = new TreeMap<>();
        input.list("accounts", "account", MOST_ACCOUNTS, account -> {
            String customerId = account.text("customerId");
            if (credits.put(customerId, account.number("creditMinor", 0, MOST_CREDIT)) != null
                    && !customerId.isEmpty()) {
                account.fault("customerId %s is named twice".formatted(customerId));
            }
            return customerId;
        });
        input.verify();
        return new NewAccounts(credits);
    }
}
