package io.bactrian.participants.orders;

import io.bactrian.participants.http.Input;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import org.apache.camel.Exchange;

/**
 * An order as it was placed.
 *
 * @param lines sorted, so that the same lines in another order are the same order
 */
record PlacedOrder(String orderId, String customerId, List<Line> lines) {

    private static final int MOST_LINES = 1_000;
    private static final long MOST_PER_LINE = 1_000_000;
    private static final long MOST_MINOR = 1_000_000_000_000L;

    PlacedOrder {
        lines = lines.stream().sorted(Line.ORDER).toList();
    }

    public static PlacedOrder read(Exchange exchange) {
        var input = Input.ofBody(exchange);
        var order = new PlacedOrder(
                input.text("orderId"),
                input.text("customerId"),
                input.list(
                        "lines",
                        "line",
                        MOST_LINES,
                        line -> new Line(
                                line.text("sku"),
                                line.number("quantity", 1, MOST_PER_LINE),
                                line.number("unitPriceMinor", 0, MOST_MINOR))));
        BigInteger total = order.total();
        if (total.compareTo(BigInteger.valueOf(MOST_MINOR)) > 0) {
            input.fault("the total must be %d minor units or less, was %d".formatted(MOST_MINOR, total));
        }
        input.verify();
        return order;
    }

    long totalMinor() {
        return total().longValueExact();
    }

    private BigInteger total() {
        return lines.stream().map(Line::price).reduce(BigInteger.ZERO, BigInteger::add);
    }

    record Line(String sku, long quantity, long unitPriceMinor) {

        private static final Comparator<Line> ORDER = Comparator.comparing(Line::sku)
                .thenComparing(Line::unitPriceMinor)
                .thenComparing(Line::quantity);

        private BigInteger price() {
            return BigInteger.valueOf(quantity).multiply(BigInteger.valueOf(unitPriceMinor));
        }
    }
}
