package io.bactrian.starter.saga;

import io.bactrian.starter.client.Pause;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Stands still but for pauses, which take none of the test's time. Half of each, so that also the last try before a client gives up has
 * time for its answer.
 */
final class PausedClock extends Clock implements Pause {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2030-01-02T12:00:00Z"));

    @Override
    public void take(Duration time) {
        now.updateAndGet(before -> before.plus(time.dividedBy(2)));
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("the starter reckons in instants");
    }
}
