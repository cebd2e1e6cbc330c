package io.bactrian.cli.demo;

import io.bactrian.cli.orders.OrderSource;
import io.bactrian.cli.orders.Supplies;
import io.bactrian.cli.terminal.Terminal;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/** Goes through the orders once before anything is started for them. */
public final class FirstPass {

    private static final int SHOWN_FAULTS = 20;

    private FirstPass() {}

    /**
     * Tells of the lines that are skipped.
     *
     * @return what the orders need, and how many there are
     * @throws IOException when the orders cannot be read
     */
    public static Supplies over(OrderSource source, long seed, Terminal terminal) throws IOException {
        Supplies.Builder builder = new Supplies.Builder();
        AtomicInteger faults = new AtomicInteger();
        source.forEach(builder::add, fault -> {
            if (faults.incrementAndGet() <= SHOWN_FAULTS) {
                terminal.line("  skipped    " + fault);
            }
        });
        if (faults.get() > 0) {
            terminal.line("  skipped    " + faults.get() + (faults.get() == 1 ? " bad line" : " bad lines"));
        }
        return builder.build(seed);
    }
}
