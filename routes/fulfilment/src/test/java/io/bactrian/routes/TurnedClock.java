package io.bactrian.routes;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/**
 * The clock by which the steps of the application last: the system's, ahead by as much as tests have turned it. So a
 * step may have far more time than a test takes on any machine, and its time is over when a test says so.
 */
public final class TurnedClock extends Clock {

    private final AtomicReference<Clock> turned = new AtomicReference<>(Clock.systemUTC());

    public void advance(Duration by) {
        turned.updateAndGet(clock -> Clock.offset(clock, by));
    }

    @Override
    public Instant instant() {
        return turned.get().instant();
    }

    @Override
    public ZoneId getZone() {
        return turned.get().getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return turned.get().withZone(zone);
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class InTheApplication {

        @Bean
        @Primary
        TurnedClock turnedClock() {
            return new TurnedClock();
        }
    }
}
