package io.bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.cli.orders.GeneratedOrders;
import io.bactrian.cli.orders.OrderSource;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The reference: the same routes and participants on stock Narayana, while nobody kills anything. */
class DemoOnNarayanaIT {

    private static final long SEED = 1;
    private static final int ORDERS = 60;

    private final Command bactrian = new Command("narayana");

    @Test
    void ordersAreFulfilledOrUndoneAndTheBooksBalance() throws IOException {
        String printed = bactrian.succeed(
                "demo",
                "--engine",
                "narayana",
                "--free-ports",
                "--seed",
                String.valueOf(SEED),
                "--count",
                String.valueOf(ORDERS));

        assertThat(printed)
                .contains("coordinator ✓  inventory ✓  payment ✓  orders ✓  shipping ✓  routes ✓")
                .contains(ORDERS + "/" + ORDERS)
                .containsPattern("returns    [1-9]\\d* returned · [1-9] undone \\(damaged [1-9]\\) · [1-9] refused \\(")
                .containsPattern("fulfilled \\d+ · compensated \\d+ \\(.*out of stock \\d.*\\) · refused 0 · open 0")
                .contains("stock balanced · money balanced · shipments balanced · nothing left reserved")
                .containsPattern("order 1-\\d{4} compensated: .*reserve-stock.*, order-fulfilment");
        OrderSource orders = new GeneratedOrders(SEED, ORDERS);
        assertThat(Fulfilled.told(bactrian.installation().demoData())).isEqualTo(Fulfilled.planned(orders, SEED));
        assertThat(LeftBehind.below(bactrian.installation().state())).isEmpty();
    }
}
