package io.bactrian.coordinator.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Since when a sign of life would have been recorded, if there was one. While the ledger is out of reach or this process stands still,
 * everybody falls silent, and that says nothing of anybody: only silence since it is over does. Nothing of it is kept: after a
 * start, everybody has the full time again.
 */
final class SignsOfLife {

    /** Writes that fail or wait for so long mean that the ledger was away. */
    private static final Duration BREAK = Duration.ofSeconds(3);

    /** Longer than two regular writes are apart on a busy machine, and shorter than any silence that counts. */
    private static final Duration STANDSTILL = Duration.ofSeconds(6);

    private final Supplier<Instant> clock;
    private final LongSupplier nanoTime;
    private boolean regular;
    private boolean failing;
    private Instant since;
    private Moment last;
    private long beatNanos;

    /**
     * @param clock which may be turned by hand, and by a human being
     * @param nanoTime which may not
     */
    SignsOfLife(Supplier<Instant> clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.last = moment();
        this.since = last.at();
        this.beatNanos = last.nanos();
    }

    /** Two clocks, because a paused process finds one of them far ahead, and a paused machine perhaps only the other. */
    private record Moment(Instant at, long nanos) {}

    private Moment moment() {
        return new Moment(clock.get(), nanoTime.getAsLong());
    }

    /**
     * From now on somebody writes every few seconds, so a longer pause means that this process stood still. Who turns the
     * clock by hand must not say so: between two looks, any time may pass on it.
     */
    synchronized void expectRegularWrites() {
        regular = true;
        last = moment();
        beatNanos = last.nanos();
    }

    /** Writes to the ledger, and learns from that whether others could. */
    <T> T write(Supplier<T> work) {
        Moment begun = moment();
        try {
            T result = work.get();
            written(begun, moment());
            return result;
        } catch (RuntimeException | Error e) {
            failed();
            throw e;
        }
    }

    /** The regular write of this process. It always changes a row, while others may change none, which a full disk allows. */
    void beat(Supplier<Boolean> work) {
        write(work);
        beaten();
    }

    private synchronized void beaten() {
        beatNanos = nanoTime.getAsLong();
    }

    /** Since when no regular write has succeeded, once that is longer than a standstill; empty where none is expected. */
    synchronized Optional<Duration> withoutBeatFor() {
        Duration silence = Duration.ofNanos(nanoTime.getAsLong() - beatNanos);
        return regular && silence.compareTo(STANDSTILL) > 0 ? Optional.of(silence) : Optional.empty();
    }

    private synchronized void written(Moment begun, Moment ended) {
        if (hung(begun, ended) || isInterruptedAt(ended)) {
            since = ended.at();
        }
        last = ended;
        failing = false;
    }

    private synchronized void failed() {
        failing = true;
    }

    /** Whoever gave none since before {@code limit} gave none, and would have been heard. */
    synchronized boolean wouldHaveComeSince(Instant limit) {
        return since.isBefore(limit) && !isInterruptedAt(moment());
    }

    private boolean isInterruptedAt(Moment now) {
        Duration byClock = Duration.between(last.at(), now.at());
        return failing && byClock.compareTo(BREAK) > 0
                || regular && longer(byClock, nanosBetween(last, now)).compareTo(STANDSTILL) > 0;
    }

    /** By both clocks, where one of them may be turned during a write. */
    private boolean hung(Moment begun, Moment ended) {
        Duration byClock = Duration.between(begun.at(), ended.at());
        Duration byNanos = nanosBetween(begun, ended);
        return regular
                ? longer(byClock, byNanos).compareTo(BREAK) > 0
                : byClock.compareTo(BREAK) > 0 && byNanos.compareTo(BREAK) > 0;
    }

    private static Duration nanosBetween(Moment from, Moment to) {
        return Duration.ofNanos(to.nanos() - from.nanos());
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
