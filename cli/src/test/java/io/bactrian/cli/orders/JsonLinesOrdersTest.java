package io.bactrian.cli.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLinesOrdersTest {

    private static final String GOOD =
            "{\"orderId\":\"536365\",\"customerId\":\"17850\",\"lines\":[{\"sku\":\"85123A\",\"quantity\":6,\"unitPrice\":\"2.55\"}]}";

    @TempDir
    private Path folder;

    private final List<Order> orders = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();

    @Test
    void readsAnOrder() throws IOException {
        read(GOOD);

        assertThat(orders)
                .containsExactly(
                        new Order("536365", "17850", List.of(new OrderLine("85123A", 6, new BigDecimal("2.55")))));
        assertThat(orders.get(0).totalMinor()).isEqualTo(1530);
        assertThat(faults).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.00", "10.0", "10", "100.0", "2.55", "0.50"})
    void takesAPriceThatIsANumberAsItIsWritten(String price) throws IOException {
        read(GOOD.replace("\"2.55\"", price));

        assertThat(faults).isEmpty();
        assertThat(orders).extracting(order -> order.lines().get(0).unitPrice()).containsExactly(new BigDecimal(price));
    }

    @Test
    void skipsABadLineAndGoesOn() throws IOException {
        read("{\"orderId\":\"1\"", "", GOOD);

        assertThat(orders).extracting(Order::orderId).containsExactly("536365");
        assertThat(faults).singleElement().asString().startsWith("line 1: is not JSON: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[1]|line 1: must be a JSON object, was ARRAY",
                "{\"orderId\":\"1\",\"customerId\":\"2\"}|line 1: lines must be an array",
                "{\"customerId\":\"2\",\"lines\":[]}|line 1: orderId must be a text, was missing",
                "{\"orderId\":\" \",\"customerId\":\"2\",\"lines\":[]}|line 1: orderId must not be blank",
                "{\"orderId\":\"1\",\"customerId\":\"2\",\"lines\":[{\"sku\":\"A\",\"quantity\":1.5,\"unitPrice\":\"1\"}]}"
                        + "|line 1: quantity must be a whole number, was 1.5",
                "{\"orderId\":\"1\",\"customerId\":\"2\",\"lines\":[{\"sku\":\"A\",\"quantity\":1,\"unitPrice\":\"1e9\"}]}"
                        + "|line 1: unitPrice must be a decimal number such as 2.55, was \"1e9\"",
                "{\"orderId\":\"1\",\"customerId\":\"2\",\"lines\":[{\"sku\":\"A\",\"quantity\":1,\"unitPrice\":1e9}]}"
                        + "|line 1: unitPrice must be a decimal number such as 2.55, was \"1E+9\"",
                "{\"orderId\":\"1\",\"orderId\":\"2\"}|line 1: is not JSON: Duplicate field 'orderId'",
            })
    void saysWhatIsWrong(String line, String fault) throws IOException {
        read(line);

        assertThat(orders).isEmpty();
        assertThat(faults).containsExactly(fault);
    }

    @Test
    void leavesBusinessRulesToTheOrderService() throws IOException {
        read(GOOD.replace(":6", ":-6"));

        assertThat(orders).extracting(order -> order.lines().get(0).quantity()).containsExactly(-6L);
    }

    @Test
    void reportsAnOrderThatStandsTwice() throws IOException {
        read(GOOD, GOOD);

        assertThat(orders).hasSize(1);
        assertThat(faults).containsExactly("line 2: order 536365 stands in line 1 already");
    }

    @Test
    void aLineThatIsNotUtf8CostsOnlyItself() throws IOException {
        Path file = folder.resolve("orders.jsonl");
        Files.write(file, (GOOD.replace("85123A", "gr\u00fcn") + "\n" + GOOD).getBytes(StandardCharsets.ISO_8859_1));

        new JsonLinesOrders(file).forEach(orders::add, fault -> faults.add(fault.toString()));

        assertThat(orders).hasSize(1);
        assertThat(faults).containsExactly("line 1: is not UTF-8 text");
    }

    private void read(String... lines) throws IOException {
        Path file = Files.write(folder.resolve("orders.jsonl"), List.of(lines));
        OrderSource.of(file).forEach(orders::add, fault -> faults.add(fault.toString()));
    }
}
