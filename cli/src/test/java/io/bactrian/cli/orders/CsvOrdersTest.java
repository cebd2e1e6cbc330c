package io.bactrian.cli.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvOrdersTest {

    private static final String HEADER = "order_id,customer_id,sku,quantity,unit_price";

    @TempDir
    private Path folder;

    private final List<Order> orders = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();

    @Test
    void bringsTheLinesOfAnOrderTogether() throws IOException {
        read(HEADER, "1,C1,A,2,1.50", "2,C2,B,1,3", "1,C1,\"B, large\",1,0.25");

        assertThat(orders)
                .containsExactly(
                        new Order("2", "C2", List.of(new OrderLine("B", 1, new BigDecimal("3")))),
                        new Order(
                                "1",
                                "C1",
                                List.of(
                                        new OrderLine("A", 2, new BigDecimal("1.50")),
                                        new OrderLine("B, large", 1, new BigDecimal("0.25")))));
        assertThat(faults).isEmpty();
    }

    @Test
    void readsColumnsByTheirNames() throws IOException {
        read("\uFEFFsku,unit_price,country,quantity,customer_id,order_id", "A,1.00,France,3,C1,7");

        assertThat(orders)
                .containsExactly(new Order("7", "C1", List.of(new OrderLine("A", 3, new BigDecimal("1.00")))));
    }

    @Test
    void skipsTheWholeOrderOfABadLine() throws IOException {
        read(HEADER, "1,C1,A,2,1.50", "1,C1,B,two,1.50", "2,C2,A,1,1");

        assertThat(orders).extracting(Order::orderId).containsExactly("2");
        assertThat(faults).containsExactly("line 3: quantity must be a whole number, was \"two\"; order 1 is skipped");
    }

    @Test
    void aStrayQuoteSpoilsItsOwnOrderOnly() throws IOException {
        read(HEADER, "1,C1,\"A,2,1.50", "2,C2,A,1,1", "1,C1,B,1,1", "3,C3,A,1,1");

        assertThat(orders).extracting(Order::orderId).containsExactly("2", "3");
        assertThat(faults)
                .containsExactly("line 2: is not CSV, look for a quote that is not closed; order 1 is skipped");
    }

    @Test
    void aLineBreakWithinQuotesSpoilsItsOrder() throws IOException {
        read(HEADER, "1,C1,A,1,1", "1,C1,\"A", "large\",2,1.50", "2,C2,A,1,1");

        assertThat(orders).extracting(Order::orderId).containsExactly("2");
        assertThat(faults)
                .element(0)
                .isEqualTo("line 3: is not CSV, look for a quote that is not closed; order 1 is skipped");
    }

    @Test
    void aLineThatIsNotUtf8CostsItsOrder() throws IOException {
        readLatin1("sku,order_id,customer_id,quantity,unit_price", "gr\u00fcn,1,C1,1,1", "A,1,C1,1,1", "A,2,C2,1,1");

        assertThat(orders).extracting(Order::orderId).containsExactly("2");
        assertThat(faults).containsExactly("line 2: is not UTF-8 text; order 1 is skipped");
    }

    @Test
    void refusesAFileOfWhichAnyOrderMayBeIncomplete() {
        String advice = "; its order cannot be told, and any order may lack it: mend the line or take it out";

        assertThatThrownBy(() -> readLatin1(HEADER, "1,C1,A,1,1", "\u00fc1,C1,A,1,1"))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("orders.csv line 3: is not UTF-8 text" + advice);
        assertThatThrownBy(() -> read(HEADER, "\"1,C1,A,1,1"))
                .hasMessageEndingWith("orders.csv line 2: is not CSV, look for a quote that is not closed" + advice);
        assertThatThrownBy(() -> read("sku,order_id,customer_id,quantity,unit_price", "\"A,1,C1,1,1"))
                .hasMessageEndingWith("orders.csv line 2: is not CSV, look for a quote that is not closed" + advice);
        assertThatThrownBy(() -> read("sku,customer_id,quantity,unit_price,order_id", "A,C1,1,1"))
                .hasMessageEndingWith("orders.csv line 2: has 4 columns, fewer than the header names" + advice);
    }

    @Test
    void saysWhatIsWrongWithEachLine() throws IOException {
        read(HEADER, "1,C1,A,2", ",C1,A,2,1", "3,C1,A,2,cheap", "4,C1,A,2,1", "4,C2,A,2,1");

        assertThat(orders).isEmpty();
        assertThat(faults)
                .containsExactly(
                        "line 2: has 4 columns, fewer than the header names; order 1 is skipped",
                        "line 3: order_id must not be blank",
                        "line 4: unit_price must be a decimal number such as 2.55, was \"cheap\"; order 3 is skipped",
                        "line 6: customer_id must be the same in all lines of order 4, was C2 after C1; the order is skipped");
    }

    @Test
    void refusesAFileWithoutTheHeader() {
        assertThatThrownBy(() -> read("1,C1,A,2,1.50"))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith(
                        "orders.csv: the first line must be the header " + HEADER + ": column order_id is missing");
    }

    @Test
    void givesTheSameOrdersEachTime() throws IOException {
        OrderSource source = OrderSource.of(
                Files.write(folder.resolve("orders.csv"), List.of(HEADER, "1,C1,A,2,1", "2,C1,A,x,1", "1,C1,B,1,1")));
        List<Order> again = new ArrayList<>();
        List<BadLine> faultsAgain = new ArrayList<>();

        source.forEach(orders::add, fault -> faults.add(fault.toString()));
        source.forEach(again::add, faultsAgain::add);

        assertThat(again).isEqualTo(orders).hasSize(1);
        assertThat(faultsAgain).hasSameSizeAs(faults).hasSize(1);
    }

    private void readLatin1(String... lines) throws IOException {
        Path file = Files.write(folder.resolve("orders.csv"), List.of(lines), StandardCharsets.ISO_8859_1);
        OrderSource.of(file).forEach(orders::add, fault -> faults.add(fault.toString()));
    }

    private void read(String... lines) throws IOException {
        Path file = Files.write(folder.resolve("orders.csv"), List.of(lines));
        OrderSource.of(file).forEach(orders::add, fault -> faults.add(fault.toString()));
    }
}
