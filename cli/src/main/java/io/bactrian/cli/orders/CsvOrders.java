package io.bactrian.cli.orders;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * One order line a row, under the header {@code order_id,customer_id,sku,quantity,unit_price} in any sequence. The rows
 * of one order need not be adjacent: a first pass counts them, so that the second can hand an order on with its last row
 * and holds only those that are still incomplete.
 */
final class CsvOrders implements OrderSource {

    private static final List<String> COLUMNS = List.of("order_id", "customer_id", "sku", "quantity", "unit_price");

    /**
     * Rows are read one physical line at a time, so that a stray quote spoils its own order and none after it. A line break
     * within quotes spoils its order too.
     */
    private static final CSVFormat ROW =
            CSVFormat.DEFAULT.builder().setTrim(true).get();

    private final Path file;
    private @Nullable Scan scan;

    CsvOrders(Path file) {
        this.file = file;
    }

    private record Row(long number, String orderId, String customerId, OrderLine line) {}

    private static final class Scan {
        private final Map<String, Integer> rows = new HashMap<>();
        private final Map<String, String> customers = new HashMap<>();
        private final Set<String> spoiled = new HashSet<>();
        private final List<BadLine> faults = new ArrayList<>();
    }

    @Override
    public void forEach(Consumer<Order> orders, Consumer<BadLine> faults) throws IOException {
        Scan known = scan == null ? scan() : scan;
        scan = known;
        known.faults.forEach(faults);
        Map<String, List<OrderLine>> incomplete = new HashMap<>();
        read(
                row -> {
                    if (known.spoiled.contains(row.orderId())) {
                        return;
                    }
                    List<OrderLine> lines = incomplete.computeIfAbsent(row.orderId(), id -> new ArrayList<>());
                    lines.add(row.line());
                    if (lines.size() == known.rows.getOrDefault(row.orderId(), 0)) {
                        incomplete.remove(row.orderId());
                        orders.accept(new Order(row.orderId(), row.customerId(), lines));
                    }
                },
                (fault, orderId) -> {});
    }

    private Scan scan() throws IOException {
        Scan found = new Scan();
        read(
                row -> {
                    String customer = found.customers.putIfAbsent(row.orderId(), row.customerId());
                    if (customer != null && !customer.equals(row.customerId())) {
                        found.faults.add(new BadLine(
                                row.number(),
                                "customer_id must be the same in all lines of order " + row.orderId() + ", was "
                                        + row.customerId() + " after " + customer + "; the order is skipped"));
                        found.spoiled.add(row.orderId());
                    }
                    found.rows.merge(row.orderId(), 1, Integer::sum);
                },
                (fault, orderId) -> {
                    if (orderId.isBlank()) {
                        found.faults.add(fault);
                    } else {
                        found.faults.add(
                                new BadLine(fault.number(), fault.reason() + "; order " + orderId + " is skipped"));
                        found.spoiled.add(orderId);
                    }
                });
        return found;
    }

    private interface Faults {
        /** @param orderId of the bad line, blank when it names none */
        void accept(BadLine fault, String orderId);
    }

    private void read(Consumer<Row> rows, Faults faults) throws IOException {
        try (TextLines lines = new TextLines(file)) {
            int[] columns = header(lines.next());
            for (TextLines.Line line = lines.next(); line.number() > 0; line = lines.next()) {
                try {
                    rows.accept(row(line.number(), cells(line), columns));
                } catch (BadInput e) {
                    faults.accept(new BadLine(line.number(), e.reason()), orderId(line, columns[0], e));
                }
            }
        }
    }

    /**
     * The order of a bad line, which must not be sent without it.
     *
     * @throws IOException when it cannot be told, for then it may be any order of the file
     */
    private String orderId(TextLines.Line line, int column, BadInput fault) throws IOException {
        String orderId = null;
        try {
            CSVRecord cells = parsed(line);
            orderId = column < cells.size() ? cells.get(column) : null;
        } catch (BadInput e) {
            String text = line.text();
            int comma = text.indexOf(',');
            if (column == 0 && comma > 0 && text.indexOf('"') > comma) {
                orderId = text.substring(0, comma).strip();
            }
        }
        if (orderId == null || TextLines.isDamaged(orderId)) {
            throw new IOException(file + " line " + line.number() + ": " + fault.reason()
                    + "; its order cannot be told, and any order may lack it: mend the line or take it out");
        }
        return orderId;
    }

    private int[] header(TextLines.Line line) throws IOException {
        try {
            List<String> names = cells(line).toList();
            int[] columns = COLUMNS.stream().mapToInt(names::indexOf).toArray();
            for (int i = 0; i < columns.length; i++) {
                if (columns[i] < 0) {
                    throw new BadInput("column " + COLUMNS.get(i) + " is missing");
                }
            }
            return columns;
        } catch (BadInput e) {
            throw new IOException(
                    file + ": the first line must be the header " + String.join(",", COLUMNS) + ": " + e.reason());
        }
    }

    private static CSVRecord cells(TextLines.Line line) throws BadInput {
        if (line.damaged()) {
            throw new BadInput("is not UTF-8 text");
        }
        return parsed(line);
    }

    private static CSVRecord parsed(TextLines.Line line) throws BadInput {
        try (CSVParser parser = CSVParser.parse(line.text(), ROW)) {
            for (CSVRecord cells : parser) {
                return cells;
            }
            throw new BadInput("is empty");
        } catch (IOException | UncheckedIOException e) {
            throw new BadInput("is not CSV, look for a quote that is not closed");
        }
    }

    private static Row row(long number, CSVRecord cells, int[] columns) throws BadInput {
        for (int column : columns) {
            if (column >= cells.size()) {
                throw new BadInput("has " + cells.size() + " columns, fewer than the header names");
            }
        }
        String orderId = cells.get(columns[0]);
        if (orderId.isBlank()) {
            throw new BadInput("order_id must not be blank");
        }
        String quantity = cells.get(columns[3]);
        try {
            OrderLine line = new OrderLine(
                    cells.get(columns[2]),
                    Long.parseLong(quantity),
                    Decimals.read("unit_price", cells.get(columns[4])));
            return new Row(number, orderId, cells.get(columns[1]), line);
        } catch (NumberFormatException e) {
            throw new BadInput("quantity must be a whole number, was \"" + quantity + "\"");
        }
    }
}
