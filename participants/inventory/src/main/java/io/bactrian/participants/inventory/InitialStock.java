package io.bactrian.participants.inventory;

import io.bactrian.participants.http.Input;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.camel.Exchange;

/** With how much of each SKU the books begin. */
record InitialStock(SortedMap<String, Long> quantities) {

    private static final int MOST_ITEMS = 100_000;
    private static final long MOST = 1_000_000_000_000L;

    public static InitialStock read(Exchange exchange) {
        var input = Input.ofBody(exchange);
        SortedMap<String, Long> quantities = new TreeMap<>();
        input.list("items", "item", MOST_ITEMS, item -> {
            String sku = item.text("sku");
            if (quantities.put(sku, item.number("quantity", 0, MOST)) != null && !sku.isEmpty()) {
                item.fault("sku %s is named twice".formatted(sku));
            }
            return sku;
        });
        input.verify();
        return new InitialStock(quantities);
    }
}
