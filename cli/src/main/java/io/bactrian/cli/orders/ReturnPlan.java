package io.bactrian.cli.orders;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which fulfilled orders come back, decided by a seed: one in so many, all of it or one article of it. About one return in
 * ten turns out to be damaged; some ask for more than was bought, some for what was returned already.
 *
 * @param byOrder the returns of each order, to be asked for one after the other
 */
public record ReturnPlan(List<List<CustomerReturn>> byOrder) {

    /** Ids of returns begin with that of their order, and the services take no longer ones. */
    private static final int LONGEST_ORDER_ID = 56;

    private static final int DAMAGED_ONE_IN = 10;
    private static final int REFUSED_ONE_IN = 15;
    private static final int PART_ONE_IN = 3;

    public ReturnPlan {
        byOrder = byOrder.stream().map(List::copyOf).toList();
    }

    /**
     * Plans the returns of the orders that were fulfilled.
     *
     * @param oneIn of how many fulfilled orders one comes back
     */
    public static ReturnPlan of(OrderSource source, Set<String> fulfilled, long seed, int oneIn) throws IOException {
        List<String> drawn = new ArrayList<>(new TreeSet<>(fulfilled));
        drawn.removeIf(orderId -> orderId.length() > LONGEST_ORDER_ID);
        Collections.shuffle(drawn, new Random(seed));
        List<String> chosen = drawn.subList(0, drawn.size() / oneIn);
        Map<String, Order> orders = new LinkedHashMap<>();
        Set<String> wanted = Set.copyOf(chosen);
        source.forEach(
                order -> {
                    if (wanted.contains(order.orderId())) {
                        orders.putIfAbsent(order.orderId(), order);
                    }
                },
                fault -> {});
        List<List<CustomerReturn>> byOrder = new ArrayList<>();
        for (int i = 0; i < chosen.size(); i++) {
            Order order = orders.get(chosen.get(i));
            if (order != null) {
                byOrder.add(returns(order, i));
            }
        }
        return new ReturnPlan(byOrder);
    }

    /** How many returns there will be at least when nearly all of so many orders are fulfilled. */
    public static int atLeast(int orders, int oneIn) {
        return orders * 3 / 4 / oneIn;
    }

    public int size() {
        return byOrder.stream().mapToInt(List::size).sum();
    }

    public List<String> damaged() {
        return byOrder.stream()
                .flatMap(List::stream)
                .filter(CustomerReturn::damaged)
                .map(CustomerReturn::returnId)
                .toList();
    }

    private static List<CustomerReturn> returns(Order order, int i) {
        String id = "R-" + order.orderId();
        if (i % REFUSED_ONE_IN == REFUSED_ONE_IN / 3) {
            Map<String, Long> tooMany = new LinkedHashMap<>(order.quantities());
            tooMany.replaceAll((sku, quantity) -> quantity + 1);
            return List.of(new CustomerReturn(id, order.orderId(), false, tooMany, 0, "one too many", false));
        }
        if (i % REFUSED_ONE_IN == 2 * REFUSED_ONE_IN / 3) {
            return List.of(whole(id, order, false), whole(id + "-2", order, false));
        }
        boolean damaged = i % DAMAGED_ONE_IN == DAMAGED_ONE_IN / 4;
        return List.of(i % PART_ONE_IN == 1 ? firstArticle(id, order, damaged) : whole(id, order, damaged));
    }

    private static CustomerReturn whole(String id, Order order, boolean damaged) {
        return new CustomerReturn(
                id, order.orderId(), true, order.quantities(), order.totalMinor(), "does not fit", damaged);
    }

    private static CustomerReturn firstArticle(String id, Order order, boolean damaged) {
        String sku = order.lines().get(0).sku();
        Order part = new Order(
                order.orderId(),
                order.customerId(),
                order.lines().stream().filter(line -> line.sku().equals(sku)).toList());
        return new CustomerReturn(
                id, order.orderId(), false, part.quantities(), part.totalMinor(), "not as expected", damaged);
    }
}
