package io.bactrian.routes.purchase;

import io.bactrian.routes.service.Fields;
import java.math.BigDecimal;
import java.util.List;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** One customer buys one article; the price of one piece is in minor units. */
record Purchase(String purchaseId, String customerId, String sku, int quantity, long unitPriceMinor) {

    static Purchase read(@Nullable String json) {
        Fields fields = Fields.of(json);
        Purchase purchase = new Purchase(
                fields.id("purchaseId"),
                fields.text("customerId"),
                fields.text("sku"),
                fields.quantity("quantity"),
                fields.minorUnits("unitPrice"));
        fields.checkTotal(BigDecimal.valueOf(purchase.unitPriceMinor).multiply(BigDecimal.valueOf(purchase.quantity)));
        fields.refuseFaults();
        return purchase;
    }

    /** The purchase that this exchange is about. */
    static Purchase of(Exchange exchange) {
        return exchange.getVariable("purchase", Purchase.class);
    }

    /** Under which inventory and payment know it: no order may have such an id. */
    String reference() {
        return reference(purchaseId);
    }

    static String reference(String purchaseId) {
        return "purchase-" + purchaseId;
    }

    long amountMinor() {
        return Math.multiplyExact(unitPriceMinor, quantity);
    }

    Reservation reservation() {
        return new Reservation(List.of(new Item(sku, quantity)));
    }

    Charge charge() {
        return new Charge(customerId, amountMinor());
    }

    record Item(String sku, int quantity) {}

    record Reservation(List<Item> lines) {}

    record Charge(String customerId, long amountMinor) {}
}
