package io.bactrian.cli.books;

import java.util.function.Consumer;

/** Each fulfilled order has exactly one active shipment, returned or not, and to its customer; no other order has any. */
final class ShipmentRule implements Audit.Rule {

    @Override
    public void check(Ledger ledger, Consumer<Violation> violations) {
        for (OrderRow order : ledger.orders()) {
            long active = active(ledger, order.orderId());
            long expected = order.fulfilled() ? 1 : 0;
            if (active != expected) {
                violations.accept(violation(
                        ledger,
                        order.orderId(),
                        "is " + order.state() + " and must have " + expected + " active shipments, has " + active));
            }
            ledger.shipments(order.orderId()).stream()
                    .filter(shipment -> shipment.state() == Shipment.State.ACTIVE)
                    .filter(shipment -> !order.customerId().equals(shipment.customerId()))
                    .forEach(shipment -> violations.accept(
                            violation(ledger, order.orderId(), "has a shipment to customer " + shipment.customerId())));
        }
        ledger.books().shipments().stream()
                .map(Shipment::orderId)
                .distinct()
                .filter(orderId -> ledger.order(orderId) == null && active(ledger, orderId) > 0)
                .forEach(orderId -> violations.accept(
                        violation(ledger, orderId, "has an active shipment and is in no book of the order service")));
    }

    private static long active(Ledger ledger, String orderId) {
        return ledger.shipments(orderId).stream()
                .filter(shipment -> shipment.state() == Shipment.State.ACTIVE)
                .count();
    }

    private static Violation violation(Ledger ledger, String orderId, String what) {
        return new Violation(Violation.Book.SHIPMENTS, ledger.customer(orderId), orderId, ledger.skus(orderId), what);
    }
}
