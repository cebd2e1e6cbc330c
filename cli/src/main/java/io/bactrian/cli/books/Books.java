package io.bactrian.cli.books;

import java.util.List;

/** All the participants and the routes wrote down, read at one time after the sagas had ended. */
public record Books(
        List<StockRow> stock,
        List<Reservation> reservations,
        List<Account> accounts,
        List<Charge> charges,
        List<OrderRow> orders,
        List<Shipment> shipments,
        List<JournalEntry> journal,
        ReturnBooks returns,
        List<PurchaseRow> purchases) {

    public Books {
        stock = List.copyOf(stock);
        reservations = List.copyOf(reservations);
        accounts = List.copyOf(accounts);
        charges = List.copyOf(charges);
        orders = List.copyOf(orders);
        shipments = List.copyOf(shipments);
        journal = List.copyOf(journal);
        purchases = List.copyOf(purchases);
    }
}
