package io.bactrian.routes.fulfilment;

import io.bactrian.routes.service.Fields;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads an order from the JSON of {@code POST /orders} and names everything that is wrong with it. */
final class OrderReader {

    private static final int MOST_LINES = 1000;

    /** Inventory and payment know purchases by such ids. */
    private static final String PURCHASES = "purchase-";

    private OrderReader() {}

    static Order read(@Nullable String json) {
        Fields fields = Fields.of(json);
        String orderId = fields.idWithout("orderId", PURCHASES);
        String customerId = fields.text("customerId");
        List<OrderLine> lines = fields.list("lines", "line", MOST_LINES).stream()
                .map(line -> new OrderLine(line.text("sku"), line.quantity("quantity"), line.minorUnits("unitPrice")))
                .toList();
        fields.checkTotal(lines.stream().map(OrderReader::price).reduce(BigDecimal.ZERO, BigDecimal::add));
        fields.refuseFaults();
        return new Order(orderId, customerId, lines);
    }

    private static BigDecimal price(OrderLine line) {
        return BigDecimal.valueOf(line.unitPriceMinor()).multiply(BigDecimal.valueOf(line.quantity()));
    }
}
