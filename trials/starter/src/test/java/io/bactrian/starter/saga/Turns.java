package io.bactrian.starter.saga;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Processor;

/** Lets parallel branches begin their steps in a given order, and go on only when all have begun. For one use at a time. */
final class Turns {

    private final List<String> order;
    private volatile List<CountDownLatch> begun = List.of();

    Turns(String... order) {
        this.order = List.of(order);
        reset();
    }

    private synchronized void reset() {
        begun = order.stream().map(any -> new CountDownLatch(1)).toList();
    }

    /** Waits until the branch before the one that the body names has begun. */
    Processor awaited() {
        return exchange -> {
            int place = order.indexOf(exchange.getIn().getBody(String.class));
            if (place > 0) {
                await(begun.get(place - 1));
            }
        };
    }

    /** The branch that the body names has begun; waits for all others. */
    Processor passedOn() {
        return exchange -> {
            List<CountDownLatch> latches = begun;
            latches.get(order.indexOf(exchange.getIn().getBody(String.class))).countDown();
            for (CountDownLatch latch : latches) {
                await(latch);
            }
            synchronized (this) {
                if (latches == begun) {
                    reset();
                }
            }
        };
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the other branches have not begun: these do not run in parallel");
        }
    }
}
