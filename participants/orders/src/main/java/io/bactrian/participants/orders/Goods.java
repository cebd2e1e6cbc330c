package io.bactrian.participants.orders;

import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an order was for and what of it is returned.
 *
 * @param lines as it was placed
 * @param returned how many of each SKU have come back
 */
record Goods(List<PlacedOrder.Line> lines, SortedMap<String, Long> returned) {

    long bought(String sku) {
        return lines.stream()
                .filter(line -> line.sku().equals(sku))
                .mapToLong(PlacedOrder.Line::quantity)
                .sum();
    }

    long returned(String sku) {
        return returned.getOrDefault(sku, 0L);
    }

    /** How many of each SKU the customer still has. */
    SortedMap<String, Long> left() {
        SortedMap<String, Long> left = new TreeMap<>();
        lines.forEach(line -> left.merge(line.sku(), line.quantity(), Long::sum));
        returned.forEach((sku, quantity) -> left.merge(sku, -quantity, Long::sum));
        left.values().removeIf(quantity -> quantity <= 0);
        return left;
    }

    /** What some of it was sold for, in minor units. */
    long worth(SortedMap<String, Long> some) {
        return some.entrySet().stream()
                .mapToLong(each -> worth(each.getKey(), each.getValue()))
                .sum();
    }

    /** The same SKU may have had several prices: the dearest piece comes back first, so that all returns add up to the total. */
    private long worth(String sku, long pieces) {
        long before = returned(sku);
        long wanted = pieces;
        long worth = 0;
        for (PlacedOrder.Line line : dearestFirst(sku)) {
            long gone = Math.min(before, line.quantity());
            long taken = Math.min(wanted, line.quantity() - gone);
            worth += taken * line.unitPriceMinor();
            before -= gone;
            wanted -= taken;
        }
        return worth;
    }

    private List<PlacedOrder.Line> dearestFirst(String sku) {
        return lines.stream()
                .filter(line -> line.sku().equals(sku))
                .sorted(Comparator.comparing(PlacedOrder.Line::unitPriceMinor).reversed())
                .toList();
    }
}
