package io.bactrian.cli.books;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The books and the input, found by order or purchase; what the rules are checked on. */
final class Ledger {

    private final Books books;
    private final Map<String, InputOrder> input = new LinkedHashMap<>();
    private final Map<String, OrderRow> orders = new LinkedHashMap<>();
    private final Map<String, PurchaseRow> purchases = new LinkedHashMap<>();
    private final Map<String, List<Reservation>> reservations;
    private final Map<String, List<Charge>> charges;
    private final Map<String, List<Shipment>> shipments;
    private final Map<String, InputReturn> returnsAsked = new LinkedHashMap<>();
    private final Map<String, ReturnRow> returnRows = new LinkedHashMap<>();
    private final Map<String, List<ReturnRow>> returns;

    Ledger(Books books, Collection<InputOrder> input, Collection<InputReturn> returns) {
        this.books = books;
        input.forEach(order -> this.input.put(order.orderId(), order));
        returns.forEach(asked -> returnsAsked.put(asked.returnId(), asked));
        books.returns().returns().forEach(row -> returnRows.put(row.returnId(), row));
        this.returns = byOrder(books.returns().returns(), ReturnRow::orderId);
        books.orders().forEach(order -> orders.put(order.orderId(), order));
        // one saga after another may have tried to sell it: what stands counts, and only one can
        books.purchases()
                .forEach(row ->
                        purchases.merge(row.reference(), row, (a, b) -> b.state() == PurchaseRow.State.VOID ? a : b));
        reservations = byOrder(books.reservations(), Reservation::orderId);
        charges = byOrder(books.charges(), Charge::orderId);
        shipments = byOrder(books.shipments(), Shipment::orderId);
    }

    private static <T> Map<String, List<T>> byOrder(List<T> rows, Function<T, String> orderId) {
        return rows.stream().collect(Collectors.groupingBy(orderId, LinkedHashMap::new, Collectors.toList()));
    }

    Books books() {
        return books;
    }

    Collection<InputOrder> input() {
        return input.values();
    }

    Collection<OrderRow> orders() {
        return orders.values();
    }

    @Nullable
    OrderRow order(String orderId) {
        return orders.get(orderId);
    }

    Collection<PurchaseRow> purchases() {
        return purchases.values();
    }

    /** Whether the customer got the goods, and whatever came back later; of a purchase, whether it is sold. */
    boolean fulfilled(String orderId) {
        OrderRow order = orders.get(orderId);
        PurchaseRow purchase = purchases.get(orderId);
        return order != null ? order.fulfilled() : purchase != null && purchase.sold();
    }

    /** What has become of the order or the purchase, as the end of a sentence. */
    String fate(String orderId) {
        OrderRow order = orders.get(orderId);
        PurchaseRow purchase = purchases.get(orderId);
        if (order == null && purchase != null) {
            return "the purchase is " + purchase.state();
        }
        return "the order is " + (order == null ? "unknown" : order.state());
    }

    Collection<InputReturn> returnsAsked() {
        return returnsAsked.values();
    }

    @Nullable
    ReturnRow returnRow(String returnId) {
        return returnRows.get(returnId);
    }

    /** What has come back of an order for good: by the input, else by the order service. */
    Map<String, Long> returned(String orderId) {
        Map<String, Long> returned = new HashMap<>();
        for (ReturnRow row : returns.getOrDefault(orderId, List.of())) {
            if (row.returned()) {
                InputReturn asked = returnsAsked.get(row.returnId());
                Map<String, Long> quantities = asked == null ? row.quantities() : asked.quantities();
                quantities.forEach((sku, quantity) -> returned.merge(sku, quantity, Long::sum));
            }
        }
        return returned;
    }

    /** What the customer got back for it: by the input, else by the order service. */
    long returnedMinor(String orderId) {
        return returns.getOrDefault(orderId, List.of()).stream()
                .filter(ReturnRow::returned)
                .mapToLong(row -> {
                    InputReturn asked = returnsAsked.get(row.returnId());
                    return asked == null ? row.amount() : asked.amountMinor();
                })
                .sum();
    }

    /** Of whom a return is accepted and not decided yet. */
    Set<String> customersWithOpenReturns() {
        Set<String> customers = new HashSet<>();
        for (ReturnRow row : books.returns().returns()) {
            String customer = customer(row.orderId());
            if (row.state() == ReturnRow.State.ACCEPTED && customer != null) {
                customers.add(customer);
            }
        }
        return customers;
    }

    /** The articles of orders, purchases and returns that are not decided yet. */
    Set<String> openArticles() {
        Set<String> articles = new HashSet<>();
        for (OrderRow order : orders.values()) {
            if (order.open()) {
                articles.addAll(quantities(order.orderId()).keySet());
            }
        }
        for (PurchaseRow purchase : purchases.values()) {
            if (purchase.open()) {
                articles.addAll(quantities(purchase.reference()).keySet());
            }
        }
        for (ReturnRow row : books.returns().returns()) {
            if (row.state() == ReturnRow.State.ACCEPTED) {
                articles.addAll(row.quantities().keySet());
            }
        }
        return articles;
    }

    List<Reservation> reservations(String orderId) {
        return reservations.getOrDefault(orderId, List.of());
    }

    List<Charge> charges(String orderId) {
        return charges.getOrDefault(orderId, List.of());
    }

    List<Shipment> shipments(String orderId) {
        return shipments.getOrDefault(orderId, List.of());
    }

    /** Who placed the order, as far as any book says; null when none does. */
    @Nullable
    String customer(String orderId) {
        OrderRow order = orders.get(orderId);
        if (order != null) {
            return order.customerId();
        }
        PurchaseRow purchase = purchases.get(orderId);
        if (purchase != null) {
            return purchase.customerId();
        }
        InputOrder asked = input.get(orderId);
        return asked == null ? null : asked.customerId();
    }

    /** What the order asks for: by the sale, else by the input, else by its reservations; empty when none says. */
    Map<String, Long> quantities(String orderId) {
        PurchaseRow purchase = purchases.get(orderId);
        if (purchase != null && purchase.sku() != null && !orders.containsKey(orderId)) {
            return Map.of(purchase.sku(), purchase.quantity());
        }
        InputOrder asked = input.get(orderId);
        // what was refused is not what stands in the books under its number
        if (asked != null && !(asked.refused() && orders.containsKey(orderId))) {
            return asked.quantities();
        }
        Map<String, Long> quantities = new HashMap<>();
        List<Reservation> held = reservations(orderId);
        if (!held.isEmpty()) {
            held.get(held.size() - 1).lines().forEach(line -> quantities.merge(line.sku(), line.quantity(), Long::sum));
        }
        return quantities;
    }

    /** The articles of an order in one text, null when unknown. */
    @Nullable
    String skus(String orderId) {
        List<String> skus = new ArrayList<>(quantities(orderId).keySet());
        skus.sort(null);
        return skus.isEmpty() ? null : String.join(" ", skus);
    }
}
