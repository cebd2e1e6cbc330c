package io.bactrian.cli.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GeneratedOrdersTest {

    @Test
    void theSameSeedGivesTheSameOrders() {
        assertThat(orders(new GeneratedOrders(5, 50))).isEqualTo(orders(new GeneratedOrders(5, 50)));
    }

    @Test
    void anotherSeedGivesOtherNumbers() {
        List<String> five =
                orders(new GeneratedOrders(5, 50)).stream().map(Order::orderId).toList();
        List<String> six =
                orders(new GeneratedOrders(6, 50)).stream().map(Order::orderId).toList();

        assertThat(five).doesNotHaveDuplicates().hasSize(50).doesNotContainAnyElementsOf(six);
    }

    @Test
    void aPrefixKeepsTwoRunsApartAndChangesNothingElse() {
        List<Order> plain = orders(new GeneratedOrders(5, 20));
        List<Order> other = orders(new GeneratedOrders(5, 20, "k-"));

        assertThat(other)
                .extracting(Order::totalMinor)
                .isEqualTo(plain.stream().map(Order::totalMinor).toList());
        assertThat(other).allSatisfy(order -> {
            assertThat(order.orderId()).startsWith("k-");
            assertThat(order.customerId()).startsWith("k-");
            assertThat(order.lines()).allSatisfy(line -> assertThat(line.sku()).startsWith("k-"));
        });
    }

    private static List<Order> orders(OrderSource source) {
        List<Order> orders = new ArrayList<>();
        try {
            source.forEach(orders::add, fault -> {});
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
        return orders;
    }
}
