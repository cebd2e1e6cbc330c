package io.bactrian.tck;

import io.undertow.server.HttpHandler;
import io.undertow.util.HeaderMap;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the coordinator said to the participants. Static because Arquillian makes the container and the TCK makes the
 * recovery service; nobody could hand them the same object.
 */
final class Callbacks {

    /**
     * A request that only a coordinator makes.
     *
     * @param recoveryUrl where the coordinator says it is reached
     * @param attempt the count that our coordinator sends with every callback, null from any other
     */
    record Callback(String recoveryUrl, String attempt) {}

    private static final ConcurrentLinkedQueue<Callback> SEEN = new ConcurrentLinkedQueue<>();
    private static final AtomicInteger RUNNING = new AtomicInteger();
    private static final AtomicLong LAST = new AtomicLong(System.nanoTime());

    private Callbacks() {}

    static HttpHandler watch(HttpHandler next) {
        return exchange -> {
            HeaderMap headers = exchange.getRequestHeaders();
            String recoveryUrl = headers.getFirst("Long-Running-Action-Recovery");
            if (recoveryUrl != null) {
                SEEN.add(new Callback(recoveryUrl, headers.getFirst("Bactrian-Attempt")));
                RUNNING.incrementAndGet();
                LAST.set(System.nanoTime());
                exchange.addExchangeCompleteListener((done, chain) -> {
                    LAST.set(System.nanoTime());
                    RUNNING.decrementAndGet();
                    chain.proceed();
                });
            }
            next.handleRequest(exchange);
        };
    }

    static boolean quietFor(Duration time) {
        return RUNNING.get() == 0 && System.nanoTime() - LAST.get() >= time.toNanos();
    }

    static List<Callback> seen() {
        return List.copyOf(SEEN);
    }
}
