package io.bactrian.cli.books;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.cli.books.InputOrder.Told;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two orders: 4711 of customer 17850 is fulfilled, 4712 of customer 17851 was compensated at its last step. */
class AuditTest {

    private static final Instant BEGIN = Instant.parse("2026-11-21T10:00:00Z");

    private final List<StockRow> stock = new ArrayList<>();
    private final List<Reservation> reservations = new ArrayList<>();
    private final List<Account> accounts = new ArrayList<>();
    private final List<Charge> charges = new ArrayList<>();
    private final List<OrderRow> orders = new ArrayList<>();
    private final List<Shipment> shipments = new ArrayList<>();
    private final List<JournalEntry> journal = new ArrayList<>();
    private final List<PurchaseRow> purchases = new ArrayList<>();
    private final List<InputOrder> input = new ArrayList<>();

    @BeforeEach
    void balancedBooks() {
        stock.add(new StockRow("85123A", 12, 6, 0, 6, 0));
        stock.add(new StockRow("71053", 4, 4, 0, 0, 0));
        reservations.add(reservation("4711", "s1", Reservation.State.CONFIRMED, "85123A", 6));
        reservations.add(reservation("4712", "s2", Reservation.State.RELEASED, "71053", 4));
        accounts.add(new Account("17850", 5000, 1530, 0, 0));
        accounts.add(new Account("17851", 5000, 1356, 1356, 0));
        charges.add(new Charge("4711", "s1", "17850", 1530, Charge.State.CHARGED));
        charges.add(new Charge("4712", "s2", "17851", 1356, Charge.State.REFUNDED));
        orders.add(order("4711", "17850", 1530, OrderRow.State.FULFILLED, "s1"));
        orders.add(order("4712", "17851", 1356, OrderRow.State.CANCELLED, "s2"));
        shipments.add(new Shipment("4711", 1, "17850", Shipment.State.ACTIVE, "T1"));
        shipments.add(new Shipment("4712", 1, "17851", Shipment.State.CANCELLED, "T2"));
        input.add(new InputOrder("4711", "17850", 1530, Map.of("85123A", 6L), Told.FULFILLED));
        input.add(new InputOrder("4712", "17851", 1356, Map.of("71053", 4L), Told.COMPENSATED));
        write("s1", "4711", "RESERVE", "CHARGE", "CONFIRM_ORDER");
        write(null, "4711", "CREATE_SHIPMENT");
        write("s1", "4711", "COMPLETE_ORDER", "CONFIRM");
        write("s2", "4712", "RESERVE", "CHARGE", "CONFIRM_ORDER");
        write(null, "4712", "CREATE_SHIPMENT", "CANCEL_SHIPMENT");
        write("s2", "4712", "WITHDRAW", "REFUND", "RELEASE", "CANCEL_ORDER");
    }

    @Test
    void balancedBooksHaveNoViolation() {
        assertThat(audit()).isEmpty();
    }

    @Test
    void namesTheOrderWhoseRefundIsMissing() {
        charges.set(1, new Charge("4712", "s2", "17851", 1356, Charge.State.CHARGED));
        accounts.set(1, new Account("17851", 5000, 1356, 0, 0));

        assertThat(audit())
                .containsExactly(
                        "money: customer 17851, order 4712, SKU 71053, still charged 1356 though the order is CANCELLED, saga s2",
                        "money: customer 17851, charged 1356 - refunded 0 is not the total of the fulfilled orders 0");
    }

    @Test
    void namesTheCustomerOfWhomSomethingIsStillHeld() {
        accounts.set(1, new Account("17851", 5000, 1356, 1356, 300));

        assertThat(audit())
                .containsExactly("money: customer 17851, still holds 300 of refunds though no return is on its way");
    }

    @Test
    void namesTheOrderThatIsShippedTwice() {
        shipments.add(new Shipment("4711", 2, "17850", Shipment.State.ACTIVE, "T3"));

        assertThat(audit())
                .containsExactly(
                        "shipments: customer 17850, order 4711, SKU 85123A, is FULFILLED and must have 1 active shipments, has 2");
    }

    @Test
    void namesTheOrderWhoseReservationIsLeft() {
        reservations.set(1, reservation("4712", "s2", Reservation.State.RESERVED, "71053", 4));
        stock.set(1, new StockRow("71053", 4, 0, 4, 0, 0));

        assertThat(audit())
                .containsExactly(
                        "stock: customer 17851, order 4712, SKU 71053, 4 still RESERVED though the order is CANCELLED, saga s2",
                        "stock: SKU 71053, initial 4 is not on hand 0 + held by fulfilled orders 0",
                        "stock: SKU 71053, reserved 4 and received 0 must be 0: no order and no return of it is on its way");
    }

    @Test
    void seesThatACancelledOrderIsShipped() {
        shipments.set(1, new Shipment("4712", 1, "17851", Shipment.State.ACTIVE, "T2"));

        assertThat(audit()).singleElement().asString().contains("order 4712", "must have 0 active shipments, has 1");
    }

    @Test
    void seesAnOpenOrder() {
        orders.set(1, order("4712", "17851", 1356, OrderRow.State.CONFIRMED, "s2"));

        assertThat(audit()).contains("orders: customer 17851, order 4712, SKU 71053, is still open: CONFIRMED");
    }

    @Test
    void seesAnOrderOfTheInputThatIsNowhere() {
        input.add(new InputOrder("4713", "17852", 100, Map.of("85123A", 1L), null));

        assertThat(audit())
                .containsExactly("orders: customer 17852, order 4713, SKU 85123A, is in no book of the order service");
    }

    @Test
    void aRefusedOrderIsInNoBook() {
        input.add(new InputOrder("4713", "17852", 100, Map.of("85123A", -1L), Told.REFUSED));

        assertThat(audit()).isEmpty();
    }

    @Test
    void doesNotTakeARefusedOrderForTheOneOfItsNumberInTheBooks() {
        input.set(0, new InputOrder("4711", "17850", 100, Map.of("71053", 1L), Told.REFUSED));

        assertThat(audit()).isEmpty();
    }

    @Test
    void seesThatAClientWasToldSomethingElse() {
        input.set(1, new InputOrder("4712", "17851", 1356, Map.of("71053", 4L), Told.FULFILLED));

        assertThat(audit())
                .containsExactly(
                        "orders: customer 17851, order 4712, SKU 71053, is CANCELLED but its client was told FULFILLED");
    }

    @Test
    void believesTheInputNotTheReservationAboutQuantities() {
        reservations.set(0, reservation("4711", "s1", Reservation.State.CONFIRMED, "85123A", 5));
        stock.set(0, new StockRow("85123A", 12, 7, 0, 5, 0));

        assertThat(audit())
                .containsExactly(
                        "stock: SKU 85123A, initial 12 is not on hand 7 + held by fulfilled orders 6",
                        "stock: SKU 85123A, confirmed 5 is not held by fulfilled orders 6");
    }

    @Test
    void seesStockThatIsInTheWrongPlace() {
        stock.set(0, new StockRow("85123A", 12, 6, 5, 1, 0));

        assertThat(audit())
                .containsExactly(
                        "stock: SKU 85123A, confirmed 1 is not held by fulfilled orders 6",
                        "stock: SKU 85123A, reserved 5 and received 0 must be 0: no order and no return of it is on its way");
    }

    @Test
    void bearsThatStockIsReservedForAnOpenOrder() {
        orders.set(1, order("4712", "17851", 1356, OrderRow.State.CONFIRMED, "s2"));
        stock.set(1, new StockRow("71053", 4, 4, 4, 0, 0));

        assertThat(audit()).noneMatch(violation -> violation.contains("reserved"));
    }

    @Test
    void seesAnArticleThatWasSoldAndNeverInStock() {
        stock.remove(0);

        assertThat(audit()).containsExactly("stock: SKU 85123A, fulfilled orders hold 6 and it was never in stock");
    }

    @Test
    void seesAnOrderThatIsInTheBooksForAnotherCustomer() {
        input.set(0, new InputOrder("4711", "17855", 1530, Map.of("85123A", 6L), Told.FULFILLED));

        assertThat(audit())
                .containsExactly(
                        "orders: customer 17850, order 4711, SKU 85123A, was placed by customer 17855 in the input");
    }

    @Test
    void seesAShipmentToAnotherCustomer() {
        shipments.set(0, new Shipment("4711", 1, "17855", Shipment.State.ACTIVE, "T1"));

        assertThat(audit())
                .containsExactly("shipments: customer 17850, order 4711, SKU 85123A, has a shipment to customer 17855");
    }

    @Test
    void seesAFulfilledOrderThatIsChargedTwice() {
        charges.add(new Charge("4711", "s3", "17850", 1530, Charge.State.CHARGED));
        accounts.set(0, new Account("17850", 5000, 3060, 0, 0));

        assertThat(audit())
                .containsExactly(
                        "money: customer 17850, order 4711, SKU 85123A, is fulfilled and must be charged once with 1530, is charged [1530, 1530]",
                        "money: customer 17850, charged 3060 - refunded 0 is not the total of the fulfilled orders 1530");
    }

    @Test
    void seesCompensationsOutOfOrder() {
        int refund = index("REFUND");
        swapTimes(refund, index("RELEASE"));

        assertThat(audit())
                .containsExactly(
                        "journals: customer 17851, order 4712, SKU 71053, REFUND was done after RELEASE, must be before, saga s2");
    }

    @Test
    void seesAShipmentThatWasCalledBackTooLate() {
        swapTimes(index("CANCEL_SHIPMENT"), index("WITHDRAW"));

        assertThat(audit())
                .containsExactly(
                        "journals: customer 17851, order 4712, SKU 71053, CANCEL_SHIPMENT was done after WITHDRAW, must be before, saga s2");
    }

    @Test
    void seesAnEffectThatWasDoneTwice() {
        write("s2", "4712", "CANCEL_ORDER");

        assertThat(audit())
                .containsExactly(
                        "journals: customer 17851, order 4712, SKU 71053, CANCEL_ORDER was done 2 times, must be once, saga s2");
    }

    @Test
    void aRepeatThatDidNothingIsFine() {
        JournalEntry last = journal.get(journal.size() - 1);
        journal.add(new JournalEntry(99, last.at(), "s2", "4712", "charge-payment", "REFUND", "repeat"));

        assertThat(audit()).isEmpty();
    }

    @Test
    void seesAnActionThatWasNeverUndone() {
        journal.remove(index("WITHDRAW"));

        assertThat(audit())
                .containsExactly(
                        "journals: customer 17851, order 4712, SKU 71053, CONFIRM_ORDER was done and never undone by WITHDRAW, saga s2");
    }

    @Test
    void seesASagaThatEndedBothWays() {
        write("s1", "4711", "RELEASE");

        assertThat(audit())
                .containsExactly(
                        "journals: customer 17850, order 4711, SKU 85123A, RELEASE was done in a completed saga, saga s1");
    }

    @Test
    void anOrderThatSucceedsAtTheSecondAttemptIsJudgedBySaga() {
        write("s3", "4712", "RESERVE", "CHARGE", "CONFIRM_ORDER");
        write(null, "4712", "CREATE_SHIPMENT");
        write("s3", "4712", "COMPLETE_ORDER", "CONFIRM");

        assertThat(audit()).noneMatch(violation -> violation.startsWith("journals"));
    }

    @Test
    void anAttemptThatNeverHadASagaBelongsToNone() {
        journal.add(
                0,
                new JournalEntry(98, BEGIN.minusSeconds(20), null, "4711", "order-fulfilment", "CANCEL_ORDER", "done"));

        assertThat(audit()).isEmpty();
    }

    @Test
    void aPurchaseIsPaidAndHeldWithoutOrderAndShipment() {
        sell(PurchaseRow.State.SOLD);

        assertThat(audit()).isEmpty();
    }

    @Test
    void aPurchaseMayBeSoldAfterAnotherSagaOfItWasUndone() {
        sell(PurchaseRow.State.SOLD);
        purchases.add(new PurchaseRow("purchase-p1", "s8", PurchaseRow.State.VOID, "17850", "85123A", 2, 510));
        purchases.add(new PurchaseRow("purchase-p2", "s9", PurchaseRow.State.VOID, null, null, 0, 0));
        charges.add(new Charge("purchase-p1", "s8", "17850", 510, Charge.State.REFUNDED));

        assertThat(audit()).isEmpty();
    }

    @Test
    void namesThePurchaseThatIsUndoneAndStillCostsSomething() {
        sell(PurchaseRow.State.VOID);

        assertThat(audit())
                .containsExactly(
                        "stock: customer 17850, order purchase-p1, SKU 85123A, 2 still CONFIRMED though the purchase is VOID, saga s7",
                        "stock: SKU 85123A, initial 12 is not on hand 4 + held by fulfilled orders 6",
                        "stock: SKU 85123A, confirmed 8 is not held by fulfilled orders 6",
                        "money: customer 17850, order purchase-p1, SKU 85123A, still charged 510 though the purchase is VOID, saga s7",
                        "money: customer 17850, charged 2040 - refunded 0 is not the total of the fulfilled orders 1530");
    }

    @Test
    void namesThePurchaseThatIsSoldForNothing() {
        purchases.add(purchase(PurchaseRow.State.SOLD));

        assertThat(audit())
                .containsExactly(
                        "stock: customer 17850, order purchase-p1, SKU 85123A, is sold and must have one confirmed reservation, has 0",
                        "stock: SKU 85123A, initial 12 is not on hand 6 + held by fulfilled orders 8",
                        "stock: SKU 85123A, confirmed 6 is not held by fulfilled orders 8",
                        "money: customer 17850, order purchase-p1, SKU 85123A, is sold and must be charged once with 510, is charged []",
                        "money: customer 17850, charged 1530 - refunded 0 is not the total of the fulfilled orders 2040");
    }

    @Test
    void namesThePurchaseThatIsChargedTwice() {
        sell(PurchaseRow.State.SOLD);
        charges.add(new Charge("purchase-p1", "s8", "17850", 510, Charge.State.CHARGED));

        assertThat(audit())
                .containsExactly(
                        "money: customer 17850, order purchase-p1, SKU 85123A, is sold and must be charged once with 510, is charged [510, 510]");
    }

    @Test
    void seesAnOpenPurchase() {
        purchases.add(purchase(PurchaseRow.State.CONFIRMED));

        assertThat(audit())
                .containsExactly("orders: customer 17850, order purchase-p1, SKU 85123A, is still open: CONFIRMED");
    }

    /** A purchase of two pieces in all books, whatever the routes say has become of it. */
    private void sell(PurchaseRow.State state) {
        purchases.add(purchase(state));
        stock.set(0, new StockRow("85123A", 12, 4, 0, 8, 0));
        reservations.add(reservation("purchase-p1", "s7", Reservation.State.CONFIRMED, "85123A", 2));
        accounts.set(0, new Account("17850", 5000, 2040, 0, 0));
        charges.add(new Charge("purchase-p1", "s7", "17850", 510, Charge.State.CHARGED));
        write("s7", "purchase-p1", "RESERVE", "CHARGE", "CONFIRM");
    }

    private static PurchaseRow purchase(PurchaseRow.State state) {
        return new PurchaseRow("purchase-p1", "s7", state, "17850", "85123A", 2, 510);
    }

    private int index(String effect) {
        for (int i = journal.size() - 1; i >= 0; i--) {
            if (journal.get(i).effect().equals(effect)) {
                return i;
            }
        }
        throw new AssertionError(effect);
    }

    private void swapTimes(int one, int other) {
        JournalEntry a = journal.get(one);
        JournalEntry b = journal.get(other);
        journal.set(one, at(a, b.at()));
        journal.set(other, at(b, a.at()));
    }

    private static JournalEntry at(JournalEntry entry, Instant at) {
        return new JournalEntry(
                entry.seq(), at, entry.sagaId(), entry.orderId(), entry.step(), entry.effect(), entry.result());
    }

    private void write(String saga, String orderId, String... effects) {
        for (String effect : effects) {
            int seq = journal.size();
            journal.add(new JournalEntry(seq, BEGIN.plusMillis(seq), saga, orderId, "step", effect, "done"));
        }
    }

    private static Reservation reservation(
            String orderId, String saga, Reservation.State state, String sku, long quantity) {
        return new Reservation(orderId, saga, state, List.of(new Reservation.Line(sku, quantity)));
    }

    private static OrderRow order(String orderId, String customerId, long total, OrderRow.State state, String saga) {
        return new OrderRow(orderId, customerId, total, 1, state, null, false, saga);
    }

    private List<String> audit() {
        Books books = new Books(
                stock, reservations, accounts, charges, orders, shipments, journal, ReturnBooks.EMPTY, purchases);
        return Audit.check(books, input, List.of()).stream()
                .map(Violation::toString)
                .toList();
    }
}
