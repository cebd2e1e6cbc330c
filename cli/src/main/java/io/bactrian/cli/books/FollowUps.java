package io.bactrian.cli.books;

import java.util.List;

/** What was done on hearing of fulfilled orders: by documents, by notification, by analytics. */
public record FollowUps(List<Row> documents, List<Row> notifications, List<Sale> sales) {

    /** Something that was made for an order. */
    public record Row(String orderId, String customerId) {}

    /** An order in the statistics. */
    public record Sale(String orderId, String customerId, long totalMinor) {}
}
