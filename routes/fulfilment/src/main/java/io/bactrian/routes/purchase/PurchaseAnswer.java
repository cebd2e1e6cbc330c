package io.bactrian.routes.purchase;

import io.bactrian.routes.service.Answer;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** Answers {@code POST /purchases} with what is on record about the sale. */
record PurchaseAnswer(
        String purchaseId, String state, @Nullable String reason) {

    static void write(Exchange exchange) {
        Purchase purchase = Purchase.of(exchange);
        String id = purchase.purchaseId();
        Sale sale = exchange.getVariable("sale", Sale.class);
        if (exchange.getVariable("unread", false, Boolean.class)) {
            Answer.write(exchange, 202, new PurchaseAnswer(id, "running", null));
        } else if (sale == null) {
            boolean refused = exchange.getVariable("refused", false, Boolean.class);
            String reason = exchange.getVariable("failure", String.class);
            Answer.write(exchange, 409, new PurchaseAnswer(id, refused ? "refused" : "cancelled", reason));
        } else if (!sale.isOf(purchase)) {
            String reason = "purchase " + id + " was made before with other content";
            Answer.write(exchange, 409, new PurchaseAnswer(id, "refused", reason));
        } else if (sale.state() == Sale.State.SOLD) {
            Answer.write(exchange, 201, new PurchaseAnswer(id, "sold", null));
        } else {
            Answer.write(exchange, 202, new PurchaseAnswer(id, "running", null));
        }
    }
}
