package io.bactrian.cli.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SuppliesTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 42, 2026})
    void aboutOneOrderInTenFailsAtDifferentSteps(long seed) throws IOException {
        List<Order> orders = generated(seed, 200);
        Supplies supplies = supplies(orders, seed);

        Set<String> outOfStock = failing(orders, order -> order.quantities().entrySet().stream()
                .anyMatch(line -> supplies.stock().get(line.getKey()) < line.getValue()));
        Set<String> declined =
                failing(orders, order -> supplies.creditMinor().get(order.customerId()) < order.totalMinor());
        Set<String> noCarrier =
                failing(orders, order -> supplies.undeliverable().contains(order.customerId()));

        assertThat(outOfStock).hasSizeBetween(6, 10);
        assertThat(declined).hasSizeBetween(5, 9);
        assertThat(noCarrier).hasSizeBetween(3, 5);
        assertThat(Planned.fulfilled(new GeneratedOrders(seed, 200), supplies))
                .isEqualTo(failing(
                        orders,
                        order -> !outOfStock.contains(order.orderId())
                                && !declined.contains(order.orderId())
                                && !noCarrier.contains(order.orderId())));
    }

    @Test
    void whatIsNotScarceIsEnoughForAllTogether() {
        List<Order> orders = generated(7, 300);
        Supplies supplies = supplies(orders, 7);

        Map<String, Long> demand = orders.stream()
                .flatMap(order -> order.quantities().entrySet().stream())
                .collect(Collectors.groupingBy(Map.Entry::getKey, Collectors.summingLong(Map.Entry::getValue)));
        Map<String, Long> smallest = orders.stream()
                .flatMap(order -> order.quantities().entrySet().stream())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, Math::min));

        supplies.stock().forEach((sku, quantity) -> assertThat(quantity)
                .as("stock of %s: for all, or for none", sku)
                .isIn(demand.get(sku), smallest.get(sku) - 1));
    }

    @Test
    void theSameSeedGivesTheSameSupplies() {
        assertThat(supplies(generated(3, 100), 3)).isEqualTo(supplies(generated(3, 100), 3));
        assertThat(supplies(generated(3, 100), 4)).isNotEqualTo(supplies(generated(3, 100), 3));
    }

    @Test
    void anOrderThatCannotBeTakenUpNeedsNothing() {
        Order order = new Order("1", "C1", List.of(new OrderLine("A", -5, BigDecimal.ONE)));

        Supplies supplies = supplies(List.of(order), 1);

        assertThat(supplies.stock()).isEmpty();
        assertThat(supplies.orders()).isEqualTo(1);
    }

    @Test
    void anOrderThatNoServiceWouldTakeNeedsNothing() {
        String overlong = "A".repeat(65);
        OrderLine line = line("A", 1, "1");
        List<Order> refused = List.of(
                new Order("1", "C1", List.of(line(overlong, 1, "1"))),
                new Order("2", "C1", List.of(line("A\tB", 1, "1"))),
                new Order("3", overlong, List.of(line)),
                new Order("4", "C\u0000", List.of(line)),
                new Order("5", "C\u0085", List.of(line)),
                new Order(overlong, "C1", List.of(line)),
                new Order("6", "C1", List.of(line("A", Long.MAX_VALUE, "0"), line("A", Long.MAX_VALUE, "0"))),
                new Order("7", "C1", List.of(line("A", 1, "1000000.01"))),
                new Order("8", "C1", List.of(line("A", 1, "2.550"))),
                new Order("9", "C1", Collections.nCopies(1_001, line)),
                new Order("10", "C1", Collections.nCopies(11, line("A", 1_000_000, "1000"))));

        Supplies supplies = supplies(refused, 1);

        assertThat(supplies.stock()).isEmpty();
        assertThat(supplies.creditMinor()).isEmpty();
        assertThat(supplies.orders()).isEqualTo(refused.size());
    }

    private static OrderLine line(String sku, long quantity, String price) {
        return new OrderLine(sku, quantity, new BigDecimal(price));
    }

    @Test
    void leavesOutWhatIsKnown() {
        Supplies supplies = new Supplies(Map.of("A", 1L, "B", 2L), Map.of("C1", 3L), Set.of(), 1);

        assertThat(supplies.stockWithout(Set.of("A"))).containsOnly(Map.entry("B", 2L));
        assertThat(supplies.creditWithout(Set.of("C1"))).isEmpty();
    }

    private static List<Order> generated(long seed, int count) {
        List<Order> orders = new ArrayList<>();
        new GeneratedOrders(seed, count).forEach(orders::add, fault -> {});
        return orders;
    }

    private static Supplies supplies(List<Order> orders, long seed) {
        Supplies.Builder builder = new Supplies.Builder();
        orders.forEach(builder::add);
        return builder.build(seed);
    }

    private static Set<String> failing(List<Order> orders, java.util.function.Predicate<Order> fails) {
        return orders.stream().filter(fails).map(Order::orderId).collect(Collectors.toSet());
    }
}
