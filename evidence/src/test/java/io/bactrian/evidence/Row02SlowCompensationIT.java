package io.bactrian.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Row 2: a compensation of 3 s is called again on every recovery pass, for ever. */
class Row02SlowCompensationIT {

    private static final int PASSES = 3;

    /** @param status the saga's, after the passes */
    record Seen(int runs, String status) {}

    private static Seen play(Engine engine) {
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        AtomicReference<String> saga = new AtomicReference<>();
        CamelApp app = Shared.app(engine).with(new RouteBuilder() {
            // spotless:off
            @Override
            public void configure() {
                from("direct:row02").routeId("row02")
                    .saga().compensation("direct:row02-undo")
                        .process(exchange -> saga.set(exchange.getIn().getHeader(Exchange.SAGA_LONG_RUNNING_ACTION, String.class)))
                        .throwException(new IllegalStateException("declined"));
                from("direct:row02-undo").routeId("row02-undo")
                    .process(exchange -> {
                        begun.incrementAndGet();
                        new CountDownLatch(1).await(3, TimeUnit.SECONDS);
                        ended.incrementAndGet();
                    });
            }
            // spotless:on
        });
        LraClient coordinator = Shared.coordinator(engine).lra();
        app.send("direct:row02");
        for (int pass = 0; pass < PASSES; pass++) {
            coordinator.recovery();
            await().atMost(Duration.ofSeconds(60)).until(() -> begun.get() > 0 && ended.get() == begun.get());
        }
        if (engine == Engine.STOCK) {
            // a pass that begins while another one runs may leave a saga out
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> {
                        coordinator.recovery();
                        return begun.get() > PASSES;
                    });
            await().atMost(Duration.ofSeconds(60)).until(() -> ended.get() == begun.get());
        } else {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !coordinator.status(saga.get()).equals("Cancelling"));
        }
        return new Seen(begun.get(), coordinator.status(saga.get()));
    }

    @Test
    void stockCallsItAgainOnEveryPass() {
        Seen seen = play(Engine.STOCK);

        assertThat(seen.runs()).isGreaterThan(PASSES);
        assertThat(seen.status()).isEqualTo("Cancelling");
    }

    @Test
    @ResourceLock("forced passes of ours, which try parked participants too")
    void oursCallsItOnce() {
        assertThat(play(Engine.OURS)).isEqualTo(new Seen(1, "Cancelled"));
    }
}
