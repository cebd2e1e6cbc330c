package io.bactrian.cli.orders;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One order of the input. */
public record Order(String orderId, String customerId, List<OrderLine> lines) {

    public Order {
        lines = List.copyOf(lines);
    }

    /** The order's value in minor units (cents), rounded down if a price is finer than that. */
    public long totalMinor() {
        BigDecimal total = BigDecimal.ZERO;
        for (OrderLine line : lines) {
            total = total.add(line.unitPrice().multiply(BigDecimal.valueOf(line.quantity())));
        }
        return total.movePointRight(2).min(BigDecimal.valueOf(Long.MAX_VALUE)).longValue();
    }

    /** How many of each article the order asks for, all its lines together. */
    public Map<String, Long> quantities() {
        Map<String, Long> quantities = new LinkedHashMap<>();
        for (OrderLine line : lines) {
            quantities.merge(line.sku(), line.quantity(), Long::sum);
        }
        return quantities;
    }

    /** Whether the order service can be expected to take it up; a refused order needs no stock and no credit. */
    boolean plausible() {
        return Limits.text(orderId)
                && Limits.text(customerId)
                && !lines.isEmpty()
                && lines.size() <= Limits.MOST_LINES
                && lines.stream().allMatch(OrderLine::plausible)
                && Limits.totalMinor(totalMinor());
    }
}
