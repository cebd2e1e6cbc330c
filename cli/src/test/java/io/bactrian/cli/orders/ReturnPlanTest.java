package io.bactrian.cli.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReturnPlanTest {

    private final OrderSource source = new GeneratedOrders(1, 200);
    private final Map<String, Order> orders = new HashMap<>();

    @Test
    void oneInSixFulfilledOrdersComesBackAndNoOther() throws IOException {
        Set<String> fulfilled = fulfilled(180);

        ReturnPlan plan = ReturnPlan.of(source, fulfilled, 1, 6);

        assertThat(plan.byOrder()).hasSize(30);
        assertThat(all(plan)).extracting(CustomerReturn::orderId).isSubsetOf(fulfilled);
        assertThat(all(plan)).extracting(CustomerReturn::returnId).doesNotHaveDuplicates();
        assertThat(plan.size()).isEqualTo(32).isGreaterThanOrEqualTo(ReturnPlan.atLeast(200, 6));
    }

    @Test
    void theSameSeedGivesTheSamePlan() throws IOException {
        Set<String> fulfilled = fulfilled(180);

        assertThat(ReturnPlan.of(source, fulfilled, 7, 6)).isEqualTo(ReturnPlan.of(source, fulfilled, 7, 6));
        assertThat(ReturnPlan.of(source, fulfilled, 8, 6)).isNotEqualTo(ReturnPlan.of(source, fulfilled, 7, 6));
    }

    @Test
    void someAreDamagedSomeAskForTooMuchAndSomeComeTwice() throws IOException {
        ReturnPlan plan = ReturnPlan.of(source, fulfilled(180), 1, 6);

        assertThat(plan.damaged()).hasSize(3);
        assertThat(all(plan).filter(this::asksForTooMuch)).hasSize(2);
        assertThat(plan.byOrder()).filteredOn(ofOrder -> ofOrder.size() == 2).hasSize(2);
        assertThat(all(plan).filter(wanted -> !wanted.whole())).hasSizeBetween(5, 15);
    }

    @Test
    void whatComesBackIsWorthWhatItWasBoughtFor() throws IOException {
        ReturnPlan plan = ReturnPlan.of(source, fulfilled(180), 1, 6);

        assertThat(all(plan).filter(CustomerReturn::whole)).allSatisfy(wanted -> {
            Order order = orders.get(wanted.orderId());
            assertThat(wanted.quantities()).isEqualTo(order.quantities());
            assertThat(wanted.amountMinor()).isEqualTo(order.totalMinor());
        });
        assertThat(all(plan).filter(wanted -> !wanted.whole() && !asksForTooMuch(wanted)))
                .isNotEmpty()
                .allSatisfy(wanted -> {
                    Order order = orders.get(wanted.orderId());
                    String sku = order.lines().get(0).sku();
                    assertThat(wanted.quantities())
                            .isEqualTo(Map.of(sku, order.quantities().get(sku)));
                    long rest = new Order(
                                    "rest",
                                    "c",
                                    order.lines().stream()
                                            .filter(line -> !line.sku().equals(sku))
                                            .toList())
                            .totalMinor();
                    assertThat(wanted.amountMinor() + rest).isEqualTo(order.totalMinor());
                });
    }

    @Test
    void ordersWhoseIdsLeaveNoRoomAreNotReturned() throws IOException {
        OrderSource longIds = new GeneratedOrders(1, 20, "x".repeat(60));

        assertThat(ReturnPlan.of(longIds, fulfilled(longIds, 20), 1, 2).size()).isZero();
        assertThat(ReturnPlan.of(source, Set.of(), 1, 6).size()).isZero();
    }

    private boolean asksForTooMuch(CustomerReturn wanted) {
        Map<String, Long> bought = orders.get(wanted.orderId()).quantities();
        return wanted.quantities().entrySet().stream().anyMatch(line -> line.getValue() > bought.get(line.getKey()));
    }

    private Set<String> fulfilled(int many) throws IOException {
        return fulfilled(source, many);
    }

    private Set<String> fulfilled(OrderSource from, int many) throws IOException {
        Set<String> ids = new TreeSet<>();
        from.forEach(
                order -> {
                    orders.put(order.orderId(), order);
                    if (ids.size() < many) {
                        ids.add(order.orderId());
                    }
                },
                fault -> {});
        return ids;
    }

    private static Stream<CustomerReturn> all(ReturnPlan plan) {
        return plan.byOrder().stream().flatMap(List::stream);
    }
}
