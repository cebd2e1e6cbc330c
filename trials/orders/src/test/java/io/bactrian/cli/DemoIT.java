package io.bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.cli.books.Books;
import io.bactrian.cli.books.BooksReader;
import io.bactrian.cli.books.Charge;
import io.bactrian.cli.books.OrderRow;
import io.bactrian.cli.books.Refund;
import io.bactrian.cli.books.Reservation;
import io.bactrian.cli.http.Http;
import io.bactrian.cli.orders.OrderSource;
import io.bactrian.cli.system.LocalSystem;
import io.bactrian.cli.system.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** One system from its start to its end, as a person uses it, and with parts killed in between. */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class DemoIT {

    private static final long SEED = 1;
    private static final String OF_THE_FILE = "2-";

    private final Command bactrian = new Command("ours");
    private Path orders;
    private String printed;

    @BeforeAll
    void demo(@TempDir Path folder) throws IOException {
        orders = writeOrders(folder);
        printed = bactrian.succeed(
                "demo", "--orders", orders.toString(), "--seed", String.valueOf(SEED), "--free-ports", "--keep");
    }

    @AfterAll
    void down() {
        bactrian.succeed("down");
        assertThat(LeftBehind.below(bactrian.installation().state())).isEmpty();
        assertThat(bactrian.fail("status")).contains("Nothing is up: start it with ./bactrian up");
    }

    @Test
    @Order(1)
    void aFileOfOrdersIsProcessedOnce() throws IOException {
        assertThat(printed)
                .contains(
                        "  skipped    line 62: quantity must be a whole number, was \"many\"; order 2-0031 is skipped")
                .contains("  skipped    1 bad line\n")
                .contains("  refused    order 2-9999: ")
                .containsPattern("fulfilled \\d+ · compensated [1-9]\\d* \\(.*\\) · refused 1 · open 0 · parked 0")
                .containsPattern(
                        "returns    [1-9]\\d* returned · 1 undone \\(damaged 1\\) · 1 refused \\(more than was bought 1\\)")
                .contains("books      all orders and returns accounted for")
                .containsPattern(
                        "order 2-\\d{4} compensated: (create-shipment|confirm-order|charge-payment|reserve-stock) \\d+ ms");
        assertThat(Fulfilled.told(system().data()))
                .as("nobody was killed, and who came first decided nothing")
                .isEqualTo(Fulfilled.planned(OrderSource.of(orders), SEED));
        bactrian.succeed("status");
        Books once = books();

        bactrian.succeed("demo", "--orders", orders.toString());
        Books twice = books();
        assertThat(twice.journal())
                .as("the same file again has no effect at all")
                .isEqualTo(once.journal());
        assertThat(twice.returns()).isEqualTo(once.returns());
        assertThat(twice.shipments()).isEqualTo(once.shipments());
        assertThat(bactrian.succeed("audit"))
                .contains("audited    " + once.orders().size() + " orders, "
                        + once.returns().returns().size() + " returns");
    }

    @Test
    @Order(2)
    void nothingIsLostWhateverIsKilled() throws IOException {
        new KillTrial(bactrian.installation(), system(), SEED)
                .nothingIsLostWhateverIsKilled(KillTrial.FEW_KILLS, KillTrial.FEW_ORDERS);
    }

    /** The last: what is tampered with stays so. */
    @Test
    @Order(3)
    void theAuditSeesWhatIsTamperedWith() throws IOException, SQLException {
        Books books = books();
        bactrian.succeed("kill", "payment");
        assertThat(bactrian.fail("status")).containsPattern("payment +down");
        assertThat(bactrian.fail("audit")).contains("payment is down: start it with ./bactrian start payment");
        bactrian.succeed("kill", "inventory");
        bactrian.succeed("kill", "shipping");
        Charge refunded = removeARefund(books);
        Refund kept = keepACancelledRefund(books);
        OrderRow shipped = doubleAShipment(books);
        Reservation left = leaveAReservation(books);
        bactrian.succeed("up"); // all three at once
        bactrian.succeed("status");

        assertThat(bactrian.fail("audit"))
                .contains("DO NOT BALANCE")
                .contains("money: customer " + refunded.customerId() + ", order " + refunded.orderId() + ", SKU ")
                .contains("refund of " + kept.amountMinor() + " for return " + kept.returnId()
                        + " is SETTLED and must be CANCELLED: the return is UNDONE")
                .contains("shipments: customer " + shipped.customerId() + ", order " + shipped.orderId() + ", SKU ")
                .contains(", order " + left.orderId() + ", SKU "
                        + left.lines().get(0).sku() + ", " + left.lines().get(0).quantity() + " still RESERVED");
        assertThat(bactrian.succeed("logs", "payment", "-n", "5").lines().count())
                .isEqualTo(5);
    }

    /** Sixty generated orders as CSV, one more with a bad line, one that the order service must refuse. */
    private static Path writeOrders(Path folder) throws IOException {
        List<String> rows = new ArrayList<>();
        rows.add("order_id,customer_id,sku,quantity,unit_price");
        for (int i = 1; i <= 60; i++) {
            rows.add("2-%04d,C%d,A%d,%d,%d.25".formatted(i, i, i, 1 + i % 5, 1 + i % 7));
        }
        rows.add(62 - 1, "2-0031,C31,B1,many,1.00");
        rows.add("2-9999,C1,A1,-5,1.00");
        rows.add("2-0001,C1,B2,1,2.50");
        return Files.write(folder.resolve("orders.csv"), rows);
    }

    private LocalSystem system() {
        return LocalSystem.remembered(bactrian.installation(), new Http()).orElseThrow();
    }

    private Books books() throws IOException {
        return new BooksReader(new Http(), system().ports()).read();
    }

    private Charge removeARefund(Books books) throws SQLException {
        Charge charge = books.charges().stream()
                .filter(each -> each.orderId().startsWith(OF_THE_FILE) && each.state() == Charge.State.REFUNDED)
                .findFirst()
                .orElseThrow();
        update(Part.PAYMENT, "update charge set state = 'CHARGED' where order_id = ?", charge.orderId());
        update(
                Part.PAYMENT,
                "update account set refunded_minor = refunded_minor - ? where customer_id = ?",
                charge.amountMinor(),
                charge.customerId());
        return charge;
    }

    /** A return was undone, and the customer has the money all the same. */
    private Refund keepACancelledRefund(Books books) throws SQLException {
        Refund refund = books.returns().refunds().stream()
                .filter(each -> each.orderId().startsWith(OF_THE_FILE) && each.state() == Refund.State.CANCELLED)
                .findFirst()
                .orElseThrow();
        update(Part.PAYMENT, "update refund set state = 'SETTLED' where return_id = ?", refund.returnId());
        update(
                Part.PAYMENT,
                "update account set charged_minor = charged_minor - ? where customer_id = ?",
                refund.amountMinor(),
                refund.customerId());
        return refund;
    }

    private OrderRow doubleAShipment(Books books) throws SQLException {
        OrderRow order = books.orders().stream()
                .filter(each -> each.orderId().startsWith(OF_THE_FILE) && each.state() == OrderRow.State.FULFILLED)
                .findFirst()
                .orElseThrow();
        update(
                Part.SHIPPING,
                "insert into shipment (order_id, attempt, customer_id, state, tracking_id) values (?, 99, ?, 'ACTIVE', 'T')",
                order.orderId(),
                order.customerId());
        return order;
    }

    private Reservation leaveAReservation(Books books) throws SQLException {
        Reservation reservation = books.reservations().stream()
                .filter(each -> each.orderId().startsWith(OF_THE_FILE) && each.state() == Reservation.State.RELEASED)
                .findFirst()
                .orElseThrow();
        update(Part.INVENTORY, "update reservation set state = 'RESERVED' where order_id = ?", reservation.orderId());
        for (Reservation.Line line : reservation.lines()) {
            update(
                    Part.INVENTORY,
                    "update stock set on_hand = on_hand - ?, reserved = reserved + ? where sku = ?",
                    line.quantity(),
                    line.quantity(),
                    line.sku());
        }
        return reservation;
    }

    /** Changes exactly one row of a part that is down. */
    private void update(Part part, String sql, Object... values) throws SQLException {
        String url = "jdbc:h2:file:" + system().data().resolve(part.label());
        try (Connection connection = DriverManager.getConnection(url, "", "");
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            assertThat(statement.executeUpdate()).as(sql).isEqualTo(1);
        }
    }
}
