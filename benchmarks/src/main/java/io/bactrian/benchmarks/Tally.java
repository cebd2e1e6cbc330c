package io.bactrian.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** What one engine did under one load, over all rounds. Doubles are added whenever they come, also after the round. */
final class Tally {

    private static final int REASONS = 3;

    private final ConcurrentLinkedQueue<long[]> latencies = new ConcurrentLinkedQueue<>();
    private final List<Double> rates = new ArrayList<>();
    private final LongAdder wrong = new LongAdder();
    private final ConcurrentLinkedQueue<String> reasons = new ConcurrentLinkedQueue<>();
    private Duration cpu = Duration.ZERO;

    /** A saga failed, or its callbacks were not what they must be. */
    void wrong(String reason) {
        wrong.increment();
        if (reasons.size() < REASONS) {
            reasons.add(reason);
        }
    }

    /** The latencies of the sagas that one client brought to their end, in nanoseconds. */
    void add(long[] ended) {
        latencies.add(ended);
    }

    void round(double sagasPerSecond, Duration cpuOfEngine) {
        rates.add(sagasPerSecond);
        cpu = cpu.plus(cpuOfEngine);
    }

    List<Double> rates() {
        return rates;
    }

    long wrong() {
        return wrong.sum();
    }

    List<String> reasons() {
        return List.copyOf(reasons);
    }

    long sagas() {
        return latencies.stream().mapToLong(ended -> ended.length).sum();
    }

    double cpuMillisPerSaga() {
        return cpu.toNanos() / 1e6 / Math.max(1, sagas());
    }

    /** The latency in milliseconds that the given share of the sagas did not exceed; 0 without sagas. */
    double percentile(double share) {
        long[] all = latencies.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        return all.length == 0 ? 0 : all[(int) Math.min(all.length - 1, Math.floor(share * all.length))] / 1e6;
    }
}
