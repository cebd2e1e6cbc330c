package io.bactrian.cli.books;

import io.bactrian.cli.books.Violation.Book;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says whether each fulfilled order was followed up exactly once by each listener, and no other order by any. They hear of an order
 * after it is fulfilled: ask when {@link #missing} says that nothing is on its way any more.
 */
public final class FollowUpAudit {

    private FollowUpAudit() {}

    /**
     * Checks all listeners.
     *
     * @return nothing when every order was followed up as it must be
     */
    public static List<Violation> check(List<OrderRow> orders, FollowUps followUps) {
        List<Violation> found = new ArrayList<>();
        Map<String, OrderRow> byId = orders.stream()
                .collect(Collectors.toMap(OrderRow::orderId, order -> order, (a, b) -> a, LinkedHashMap::new));
        listeners(followUps).forEach((listener, told) -> check(listener, told, byId, found));
        followUps
                .documents()
                .forEach(row ->
                        checkCustomer("documents", row.orderId(), row.customerId(), byId.get(row.orderId()), found));
        followUps
                .notifications()
                .forEach(row -> checkCustomer(
                        "notifications", row.orderId(), row.customerId(), byId.get(row.orderId()), found));
        for (FollowUps.Sale sale : followUps.sales()) {
            OrderRow order = byId.get(sale.orderId());
            checkCustomer("sales", sale.orderId(), sale.customerId(), order, found);
            if (order != null && order.totalMinor() != sale.totalMinor()) {
                found.add(violation(
                        sale.orderId(),
                        order,
                        "counted as a sale over %d, is over %d".formatted(sale.totalMinor(), order.totalMinor())));
            }
        }
        return found;
    }

    /** How many follow-ups of fulfilled orders are not there, or not yet. */
    public static long missing(List<OrderRow> orders, FollowUps followUps) {
        return listeners(followUps).values().stream()
                .mapToLong(told -> orders.stream()
                        .filter(OrderRow::fulfilled)
                        .filter(order -> !told.contains(order.orderId()))
                        .count())
                .sum();
    }

    private static Map<String, List<String>> listeners(FollowUps followUps) {
        Map<String, List<String>> listeners = new LinkedHashMap<>();
        listeners.put(
                "documents",
                followUps.documents().stream().map(FollowUps.Row::orderId).toList());
        listeners.put(
                "notifications",
                followUps.notifications().stream().map(FollowUps.Row::orderId).toList());
        listeners.put(
                "sales", followUps.sales().stream().map(FollowUps.Sale::orderId).toList());
        return listeners;
    }

    private static void check(String listener, List<String> told, Map<String, OrderRow> orders, List<Violation> found) {
        Map<String, Long> times =
                told.stream().collect(Collectors.groupingBy(orderId -> orderId, Collectors.counting()));
        Set<String> all = new LinkedHashSet<>(orders.keySet());
        all.addAll(times.keySet());
        for (String orderId : all) {
            OrderRow order = orders.get(orderId);
            long wanted = order != null && order.fulfilled() ? 1 : 0;
            long there = times.getOrDefault(orderId, 0L);
            if (wanted != there) {
                found.add(violation(
                        orderId,
                        order,
                        "is %s and must have %d %s, has %d"
                                .formatted(order == null ? "unknown" : order.state(), wanted, listener, there)));
            }
        }
    }

    private static void checkCustomer(
            String listener, String orderId, String customerId, @Nullable OrderRow order, List<Violation> found) {
        if (order != null && !order.customerId().equals(customerId)) {
            found.add(violation(orderId, order, "is in the %s as one of customer %s".formatted(listener, customerId)));
        }
    }

    private static Violation violation(String orderId, @Nullable OrderRow order, String what) {
        return new Violation(Book.FOLLOW_UPS, order == null ? null : order.customerId(), orderId, null, what);
    }
}
