package io.bactrian.starter.saga;

import static io.bactrian.starter.saga.TestApplication.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bactrian.starter.saga.Differs.On;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock(Engines.NARAYANA)
class SagasOnNarayanaTest extends SagaContract {

    private static final Duration CALLBACK_LIMIT = Duration.ofSeconds(2);
    private static final int MOST_TRIES = 5;

    @Override
    String coordinatorUrl() {
        return Engines.narayana();
    }

    /**
     * A stock coordinator gives a callback two seconds, then goes on with the next one and comes back later. What took longer says
     * nothing of an order, and is tried again.
     */
    @Override
    Exchange undone(Supplier<Exchange> sending, String... entries) {
        Exchange exchange;
        boolean inTime;
        int tries = 0;
        do {
            journal.clear();
            long begun = System.nanoTime();
            exchange = sending.get();
            await().untilAsserted(() -> assertThat(journal.of("undo")).containsExactlyInAnyOrder(entries));
            inTime = System.nanoTime() - begun < CALLBACK_LIMIT.toNanos();
            tries++;
        } while (!inTime && tries < MOST_TRIES && !journal.of("undo").equals(List.of(entries)));
        assertThat(journal.of("undo")).containsExactly(entries);
        return exchange;
    }

    @Test
    @Differs(value = Difference.OUT_OF_TIME, on = On.STOCK)
    void cannotSayWhatBecameOfASagaThatRanOutOfTime() {
        assertThat(failureOf(hasty.send("direct:too-slow"))).isInstanceOf(SagaOutcomeUnknownException.class);
    }

    @Test
    @Differs(value = Difference.NAMES_AND_REPORTS, on = On.STOCK)
    void showsNothingOfNameKeyAndSteps() {
        Exchange exchange = app.send("direct:manual", Map.of("fail", "never"));
        String saga = exchange.getMessage().getHeader("Long-Running-Action", String.class);

        assertThat(get(saga).statusCode()).isEqualTo(200);
        assertThat(get(saga).body()).contains("Active").doesNotContain("manual");
        app.send("direct:manual-end", Map.of("Long-Running-Action", saga));
    }

    /** A stock coordinator keeps nothing for a participant but its URLs, so large options are refused before the step begins. */
    @Override
    @Test
    @Differs(value = Difference.OPTIONS_OVER_6000, on = On.STOCK)
    void carriesSixtyKilobytesOfOptions() {
        Exchange exchange = app.send("direct:options", Map.of("json", "x".repeat(60_000)));

        assertThat(failureOf(exchange))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("the options of saga step 'options' make a callback URL of \\d+ characters, on this"
                        + " coordinator it can have 6000: keep the data in a table and make its key the option, or use"
                        + " Bactrian's coordinator");
        assertThat(journal.entries()).isEmpty();
        assertThat(ContractRoutes.seen(app)).isEmpty();
    }
}
