package io.bactrian.cli.orders;

import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;

/** What becomes of orders by the plan, which leaves nothing to who comes first: see {@link Supplies}. */
public final class Planned {

    private Planned() {}

    /** The orders for which there is enough of everything, and a carrier. */
    public static Set<String> fulfilled(OrderSource source, Supplies supplies) throws IOException {
        Set<String> fulfilled = new TreeSet<>();
        source.forEach(
                order -> {
                    if (order.plausible() && enough(order, supplies)) {
                        fulfilled.add(order.orderId());
                    }
                },
                fault -> {});
        return fulfilled;
    }

    private static boolean enough(Order order, Supplies supplies) {
        return order.quantities().entrySet().stream()
                        .allMatch(line -> line.getValue() <= supplies.stock().get(line.getKey()))
                && order.totalMinor() <= supplies.creditMinor().get(order.customerId())
                && !supplies.undeliverable().contains(order.customerId());
    }
}
