package io.bactrian.cli.orders;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Orders made up from a seed: the same seed and count give the same orders, other seeds other order numbers. */
public final class GeneratedOrders implements OrderSource {

    private final long seed;
    private final int count;
    private final String prefix;

    public GeneratedOrders(long seed, int count) {
        this(seed, count, "");
    }

    /** @param prefix set before every order, customer and article, for runs that must not share stock or credit */
    public GeneratedOrders(long seed, int count, String prefix) {
        this.seed = seed;
        this.count = count;
        this.prefix = prefix;
    }

    @Override
    public void forEach(Consumer<Order> orders, Consumer<BadLine> faults) {
        Random random = new Random(seed);
        int customers = Math.max(10, count * 7 / 10);
        int articles = Math.max(20, count * 3 / 2);
        for (int i = 1; i <= count; i++) {
            List<OrderLine> lines = new ArrayList<>();
            int wanted = 1 + random.nextInt(4);
            for (int line = 0; line < wanted; line++) {
                lines.add(new OrderLine(
                        prefix + "A" + (20_000 + random.nextInt(articles)),
                        1 + random.nextInt(6),
                        BigDecimal.valueOf(50 + random.nextInt(4_950), 2)));
            }
            String customer = prefix + "C" + (12_000 + random.nextInt(customers));
            orders.accept(new Order(prefix + String.format("%d-%04d", seed, i), customer, lines));
        }
    }
}
