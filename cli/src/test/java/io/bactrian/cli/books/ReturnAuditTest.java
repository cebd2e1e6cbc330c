package io.bactrian.cli.books;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.cli.books.InputReturn.Told;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Three fulfilled orders of customer 17850: all of 4711 came back, of 4712 one article, and the return of 4713 was undone when
 * its goods turned out to be damaged. A second return of 4711 was refused.
 */
class ReturnAuditTest {

    private static final Instant BEGIN = Instant.parse("2026-11-21T10:00:00Z");

    private final List<StockRow> stock = new ArrayList<>();
    private final List<Account> accounts = new ArrayList<>();
    private final List<OrderRow> orders = new ArrayList<>();
    private final List<ReturnRow> returns = new ArrayList<>();
    private final List<Refund> refunds = new ArrayList<>();
    private final List<Restock> restocks = new ArrayList<>();
    private final List<JournalEntry> journal = new ArrayList<>();
    private final List<InputReturn> input = new ArrayList<>();

    @BeforeEach
    void balancedBooks() {
        stock.add(new StockRow("85123A", 20, 14, 0, 6, 0));
        stock.add(new StockRow("71053", 10, 10, 0, 0, 0));
        accounts.add(new Account("17850", 9000, 1530 + 2000 + 1530 + 1530, 1530 + 800 + 1530, 0));
        orders.add(order("4711", 1530, OrderRow.State.RETURNED));
        orders.add(order("4712", 2000, OrderRow.State.FULFILLED));
        orders.add(order("4713", 1530, OrderRow.State.FULFILLED));
        returns.add(row("R-4711", "4711", ReturnRow.State.RETURNED, 1530L, "r1", line("85123A", 6)));
        returns.add(row("R-4711-2", "4711", ReturnRow.State.REFUSED, null, null));
        returns.add(row("R-4712", "4712", ReturnRow.State.RETURNED, 800L, "r2", line("71053", 4)));
        returns.add(row("R-4713", "4713", ReturnRow.State.UNDONE, 1530L, "r3", line("85123A", 3)));
        refunds.add(refund("4711", "r1", 1530, Refund.State.SETTLED));
        refunds.add(refund("4712", "r2", 800, Refund.State.SETTLED));
        refunds.add(refund("4713", "r3", 1530, Refund.State.CANCELLED));
        restocks.add(restock("4711", "r1", Restock.State.SHELVED, line("85123A", 6)));
        restocks.add(restock("4712", "r2", Restock.State.SHELVED, line("71053", 4)));
        input.add(new InputReturn("R-4711", "4711", Map.of("85123A", 6L), 1530, Told.RETURNED));
        input.add(new InputReturn("R-4711-2", "4711", Map.of("85123A", 6L), 1530, Told.REFUSED));
        input.add(new InputReturn("R-4712", "4712", Map.of("71053", 4L), 800, Told.RETURNED));
        input.add(new InputReturn("R-4713", "4713", Map.of("85123A", 3L), 1530, Told.UNDONE));
        write("r1", "4711", "ACCEPT_RETURN", "REFUND_RETURN", "RECEIVE", "COMPLETE_RETURN", "SETTLE_REFUND", "SHELVE");
        write("r2", "4712", "ACCEPT_RETURN", "REFUND_RETURN", "RECEIVE", "SHELVE", "SETTLE_REFUND", "COMPLETE_RETURN");
        write("r3", "4713", "ACCEPT_RETURN", "REFUND_RETURN", "CANCEL_REFUND", "DROP_RETURN");
    }

    @Test
    void balancedBooksHaveNoViolation() {
        assertThat(audit()).isEmpty();
    }

    @Test
    void seesAnUndoneReturnWhoseRefundWasNotCancelled() {
        refunds.set(2, refund("4713", "r3", 1530, Refund.State.SETTLED));
        accounts.set(0, new Account("17850", 9000, 1530 + 2000 + 1530, 1530 + 800 + 1530, 0));

        assertThat(audit())
                .containsExactly(
                        "money: customer 17850, charged 5060 - refunded 3860 is not the total of the fulfilled orders 2730",
                        "money: customer 17850, order 4713, SKU 85123A, refund of 1530 for return R-4713 is SETTLED and must be CANCELLED: the return is UNDONE, saga r3");
    }

    @Test
    void bearsThatARefundIsHeldWhileItsReturnIsOnItsWay() {
        returns.add(row("R-4713-2", "4713", ReturnRow.State.ACCEPTED, 500L, "r4", line("85123A", 1)));
        accounts.set(0, new Account("17850", 9000, 6590, 3860, 500));

        assertThat(audit())
                .containsExactly(
                        "returns: customer 17850, order 4713, SKU 85123A, return R-4713-2 is still on its way");
    }

    @Test
    void bearsThatGoodsAreReceivedWhileTheirReturnIsOnItsWay() {
        returns.add(row("R-4713-2", "4713", ReturnRow.State.ACCEPTED, 500L, "r4", line("85123A", 1)));
        stock.set(0, new StockRow("85123A", 20, 14, 0, 5, 1));

        assertThat(audit()).noneMatch(violation -> violation.startsWith("stock"));
    }

    @Test
    void seesAReturnThatWasNotRefunded() {
        refunds.remove(0);
        accounts.set(0, new Account("17850", 9000, 6590, 2330, 0));

        assertThat(audit())
                .containsExactly(
                        "money: customer 17850, charged 6590 - refunded 2330 is not the total of the fulfilled orders 2730",
                        "money: customer 17850, order 4711, SKU 85123A, return R-4711 must be refunded once with 1530, is []");
    }

    @Test
    void seesAReturnThatWasRefundedTwice() {
        refunds.add(refund("4711", "r4", 1530, Refund.State.SETTLED));

        assertThat(audit())
                .containsExactly(
                        "money: customer 17850, order 4711, SKU 85123A, refund of 1530 for return R-4711 is SETTLED and must be CANCELLED: the return is RETURNED, saga r4");
    }

    @Test
    void seesARefundOfAnotherAmount() {
        refunds.set(1, refund("4712", "r2", 900, Refund.State.SETTLED));

        assertThat(audit())
                .containsExactly(
                        "money: customer 17850, order 4712, SKU 71053 85123A, return R-4712 must be refunded once with 800, is [SETTLED 900]");
    }

    @Test
    void seesReturnedGoodsThatAreNotForSaleAgain() {
        restocks.set(0, restock("4711", "r1", Restock.State.RECEIVED, line("85123A", 6)));
        stock.set(0, new StockRow("85123A", 20, 8, 0, 6, 6));

        assertThat(audit())
                .containsExactly(
                        "stock: SKU 85123A, initial 20 is not on hand 8 + held by fulfilled orders 6",
                        "stock: SKU 85123A, reserved 0 and received 6 must be 0: no order and no return of it is on its way",
                        "stock: customer 17850, order 4711, SKU 85123A, return R-4711 must be put back into stock once, is [RECEIVED [Line[sku=85123A, quantity=6]]]");
    }

    @Test
    void seesGoodsOfAnUndoneReturnThatWereKept() {
        restocks.add(restock("4713", "r3", Restock.State.RECEIVED, line("85123A", 3)));

        assertThat(audit())
                .containsExactly(
                        "stock: customer 17850, order 4713, SKU 85123A, restock of return R-4713 is RECEIVED and must be SENT_BACK: the return is UNDONE, saga r3");
    }

    @Test
    void seesAnOrderThatStaysReturnedThoughItsReturnWasUndone() {
        orders.set(2, order("4713", 1530, OrderRow.State.RETURNED));

        assertThat(audit())
                .containsExactly(
                        "returns: customer 17850, order 4713, SKU 85123A, is RETURNED and must be FULFILLED: of {85123A=3} came back {}");
    }

    @Test
    void seesAnOrderThatStaysFulfilledThoughAllOfItCameBack() {
        orders.set(0, order("4711", 1530, OrderRow.State.FULFILLED));

        assertThat(audit())
                .containsExactly(
                        "returns: customer 17850, order 4711, SKU 85123A, is FULFILLED and must be RETURNED: of {85123A=6} came back {85123A=6}");
    }

    @Test
    void seesAReturnThatIsOnItsWay() {
        returns.set(3, row("R-4713", "4713", ReturnRow.State.ACCEPTED, 1530L, "r3", line("85123A", 3)));
        orders.set(2, order("4713", 1530, OrderRow.State.RETURNING));

        assertThat(audit())
                .containsExactly(
                        "orders: customer 17850, order 4713, SKU 85123A, is still open: RETURNING",
                        "returns: customer 17850, order 4713, SKU 85123A, return R-4713 is still on its way");
    }

    @Test
    void seesAReturnThatIsInNoBook() {
        input.add(new InputReturn("R-9", "4713", Map.of("85123A", 3L), 1530, null));
        input.add(new InputReturn("R-10", "4713", Map.of("85123A", -1L), 0, Told.REFUSED));

        assertThat(audit())
                .containsExactly(
                        "returns: customer 17850, order 4713, SKU 85123A, return R-9 is in no book of the order service");
    }

    @Test
    void seesThatAClientWasToldSomethingElse() {
        input.set(0, new InputReturn("R-4711", "4711", Map.of("85123A", 6L), 1530, Told.REFUSED));
        input.set(3, new InputReturn("R-4713", "4713", Map.of("85123A", 3L), 1530, Told.RETURNED));

        assertThat(audit())
                .containsExactly(
                        "returns: customer 17850, order 4711, SKU 85123A, return R-4711 is RETURNED but its client was told REFUSED",
                        "returns: customer 17850, order 4713, SKU 85123A, return R-4713 is UNDONE but its client was told RETURNED");
    }

    @Test
    void believesTheInputNotTheOrderServiceAboutWhatCameBack() {
        returns.set(2, row("R-4712", "4712", ReturnRow.State.RETURNED, 900L, "r2", line("71053", 3)));
        refunds.set(1, refund("4712", "r2", 900, Refund.State.SETTLED));
        restocks.set(1, restock("4712", "r2", Restock.State.SHELVED, line("71053", 3)));
        stock.set(1, new StockRow("71053", 10, 9, 0, 1, 0));
        accounts.set(0, new Account("17850", 9000, 6590, 3960, 0));

        assertThat(audit())
                .containsExactly(
                        "stock: SKU 71053, initial 10 is not on hand 9 + held by fulfilled orders 0",
                        "stock: SKU 71053, confirmed 1 is not held by fulfilled orders 0",
                        "money: customer 17850, charged 6590 - refunded 3960 is not the total of the fulfilled orders 2730",
                        "returns: customer 17850, order 4712, SKU 71053 85123A, return R-4712 brought back {71053=3} and was asked for {71053=4}",
                        "returns: customer 17850, order 4712, SKU 71053 85123A, return R-4712 is worth 900 in the books and 800 in the input");
    }

    @Test
    void seesAReturnOfAnOrderThatWasNeverFulfilled() {
        returns.add(row("R-1", "1", ReturnRow.State.RETURNED, 0L, "r9"));
        refunds.add(refund("1", "r9", 0, Refund.State.SETTLED));
        restocks.add(restock("1", "r9", Restock.State.SHELVED));

        assertThat(audit())
                .containsExactly("returns: order 1, return R-1 is RETURNED, and the order was not fulfilled");
    }

    @Test
    void seesARefundOfAReturnThatNobodyKnows() {
        refunds.add(refund("9", "r9", 5, Refund.State.REFUNDED));

        assertThat(audit())
                .containsExactly(
                        "money: customer 17850, order 9, refund of 5 for return R-9 is REFUNDED and must be CANCELLED: the return is unknown, saga r9");
    }

    @Test
    void seesCompensationsOutOfOrder() {
        write("r5", "4713", "ACCEPT_RETURN", "REFUND_RETURN", "RECEIVE", "CANCEL_REFUND", "SEND_BACK", "DROP_RETURN");

        assertThat(audit())
                .containsExactly(
                        "journals: customer 17850, order 4713, SKU 85123A, SEND_BACK was done after CANCEL_REFUND, must be before, saga r5");
    }

    @Test
    void seesARefundThatWasNeverCancelled() {
        write("r5", "4713", "ACCEPT_RETURN", "REFUND_RETURN", "DROP_RETURN");

        assertThat(audit())
                .containsExactly(
                        "journals: customer 17850, order 4713, SKU 85123A, REFUND_RETURN was done and never undone by CANCEL_REFUND, saga r5");
    }

    @Test
    void seesAnEffectThatWasDoneTwice() {
        write("r1", "4711", "SHELVE");

        assertThat(audit())
                .containsExactly(
                        "journals: customer 17850, order 4711, SKU 85123A, SHELVE was done 2 times, must be once, saga r1");
    }

    @Test
    void seesAReturnThatEndedBothWays() {
        write("r2", "4712", "CANCEL_REFUND");
        write("r3", "4713", "SETTLE_REFUND");

        assertThat(audit())
                .containsExactly(
                        "journals: customer 17850, order 4712, SKU 71053 85123A, CANCEL_REFUND was done in a completed saga, saga r2",
                        "journals: customer 17850, order 4713, SKU 85123A, SETTLE_REFUND was done in a cancelled saga, saga r3");
    }

    private List<String> audit() {
        List<Reservation> reservations = List.of(
                reservation("4711", line("85123A", 6)),
                reservation("4712", line("85123A", 3), line("71053", 4)),
                reservation("4713", line("85123A", 3)));
        List<Charge> charges = orders.stream()
                .map(order ->
                        new Charge(order.orderId(), order.sagaId(), "17850", order.totalMinor(), Charge.State.CHARGED))
                .toList();
        List<Shipment> shipments = orders.stream()
                .map(order -> new Shipment(order.orderId(), 1, "17850", Shipment.State.ACTIVE, "T"))
                .toList();
        Books books = new Books(
                stock,
                reservations,
                accounts,
                charges,
                orders,
                shipments,
                journal,
                new ReturnBooks(returns, refunds, restocks),
                List.of());
        List<InputOrder> asked = List.of(
                new InputOrder("4711", "17850", 1530, Map.of("85123A", 6L), InputOrder.Told.FULFILLED),
                new InputOrder("4712", "17850", 2000, Map.of("85123A", 3L, "71053", 4L), InputOrder.Told.FULFILLED),
                new InputOrder("4713", "17850", 1530, Map.of("85123A", 3L), InputOrder.Told.FULFILLED));
        return Audit.check(books, asked, input).stream()
                .map(Violation::toString)
                .toList();
    }

    private void write(String saga, String orderId, String... effects) {
        for (String effect : effects) {
            int seq = journal.size();
            journal.add(new JournalEntry(seq, BEGIN.plusMillis(seq), saga, orderId, "step", effect, "done"));
        }
    }

    private static OrderRow order(String orderId, long total, OrderRow.State state) {
        return new OrderRow(orderId, "17850", total, 1, state, null, false, "s-" + orderId);
    }

    private static Reservation reservation(String orderId, Reservation.Line... lines) {
        return new Reservation(orderId, "s-" + orderId, Reservation.State.CONFIRMED, List.of(lines));
    }

    private static ReturnRow row(
            String returnId,
            String orderId,
            ReturnRow.State state,
            Long amount,
            String saga,
            Reservation.Line... lines) {
        return new ReturnRow(returnId, orderId, state, amount, saga, List.of(lines));
    }

    private static Refund refund(String orderId, String saga, long amount, Refund.State state) {
        return new Refund("R-" + orderId, orderId, saga, "17850", amount, state);
    }

    private static Restock restock(String orderId, String saga, Restock.State state, Reservation.Line... lines) {
        return new Restock("R-" + orderId, orderId, saga, state, List.of(lines));
    }

    private static Reservation.Line line(String sku, long quantity) {
        return new Reservation.Line(sku, quantity);
    }
}
