package io.bactrian.cli.orders;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;

/** Orders that can be gone through any number of times, each time the same ones in the same sequence. */
public interface OrderSource {

    /**
     * Goes through all orders without holding them all.
     *
     * @param faults hears of each line that was skipped
     */
    void forEach(Consumer<Order> orders, Consumer<BadLine> faults) throws IOException;

    /**
     * The orders in a file.
     *
     * @param file a {@code .csv} file, or JSON Lines under any other name
     */
    static OrderSource of(Path file) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".csv")
                ? new CsvOrders(file)
                : new JsonLinesOrders(file);
    }
}
