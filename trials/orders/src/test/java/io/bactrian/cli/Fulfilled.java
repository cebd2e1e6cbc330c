package io.bactrian.cli;

import io.bactrian.cli.books.InputOrder;
import io.bactrian.cli.books.InputRecord;
import io.bactrian.cli.orders.OrderSource;
import io.bactrian.cli.orders.Planned;
import io.bactrian.cli.orders.Supplies;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The orders of a demo that are fulfilled: by its plan, and by what clients were told. */
final class Fulfilled {

    private Fulfilled() {}

    static Set<String> planned(OrderSource orders, long seed) throws IOException {
        Supplies.Builder supplies = new Supplies.Builder();
        orders.forEach(supplies::add, fault -> {});
        return Planned.fulfilled(orders, supplies.build(seed));
    }

    /** @param data of the system that the orders were sent to */
    static Set<String> told(Path data) throws IOException {
        return InputRecord.read(data).sent().stream()
                .filter(order -> order.told() == InputOrder.Told.FULFILLED)
                .map(InputOrder::orderId)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
