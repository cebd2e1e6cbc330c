package io.bactrian.cli.orders;

import java.math.BigDecimal;

/** So many of one article at a price each. Whether the numbers make sense is for the order service to say. */
public record OrderLine(String sku, long quantity, BigDecimal unitPrice) {

    boolean plausible() {
        return Limits.text(sku) && Limits.quantity(quantity) && Limits.price(unitPrice);
    }
}
