package io.bactrian.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until a test turns it. Safe for use by many threads. */
public final class ManualClock extends Clock {

    private final AtomicReference<Instant> now;
    private final ZoneId zone;
    private final List<Runnable> listeners;

    /** Starts at noon of 2 January 2030, UTC: a time that no real clock shows, so that a stray {@code now()} is seen. */
    public ManualClock() {
        this(Instant.parse("2030-01-02T12:00:00Z"));
    }

    public ManualClock(Instant start) {
        this(new AtomicReference<>(start), ZoneOffset.UTC, new CopyOnWriteArrayList<>());
    }

    private ManualClock(AtomicReference<Instant> now, ZoneId zone, List<Runnable> listeners) {
        this.now = now;
        this.zone = zone;
        this.listeners = listeners;
    }

    /** Told after every turn, on the thread that turned the clock. */
    void afterEachTurn(Runnable listener) {
        listeners.add(listener);
    }

    /**
     * Turns the clock forward.
     *
     * @throws IllegalArgumentException when {@code by} is negative: time does not run backwards
     */
    public void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("a clock is turned forward, by 0 or more, was " + by);
        }
        now.updateAndGet(before -> before.plus(by));
        listeners.forEach(Runnable::run);
    }

    @Override
    public Instant instant() {
        return Objects.requireNonNull(now.get());
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    /** The same clock in another zone: turning one turns both. */
    @Override
    public Clock withZone(ZoneId other) {
        return new ManualClock(now, other, listeners);
    }

    @Override
    public String toString() {
        return "ManualClock[" + instant() + "]";
    }
}
