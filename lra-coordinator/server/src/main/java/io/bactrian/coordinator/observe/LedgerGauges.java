package io.bactrian.coordinator.observe;

import io.bactrian.coordinator.ledger.Figures;
import io.bactrian.coordinator.saga.SagaStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** What is in the whole ledger now; every node tells the same. Asked at most every few seconds, however many read. */
final class LedgerGauges {

    private static final Logger LOG = LoggerFactory.getLogger(LedgerGauges.class);
    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final List<SagaStatus> COUNTED = List.of(
            SagaStatus.ACTIVE,
            SagaStatus.CLOSING,
            SagaStatus.CANCELLING,
            SagaStatus.FAILED_TO_CLOSE,
            SagaStatus.FAILED_TO_CANCEL);

    private final Figures figures;
    private final Clock clock;
    private Figures.@Nullable Snapshot latest;
    private Instant takenAt = Instant.MIN;

    LedgerGauges(Figures figures, Clock clock) {
        this.figures = figures;
        this.clock = clock;
    }

    void register(MeterRegistry registry) {
        for (SagaStatus status : COUNTED) {
            Gauge.builder(
                            "bactrian.sagas",
                            this,
                            gauges -> gauges.read(now -> now.sagas().getOrDefault(status, 0L)))
                    .description("Sagas that are on their way or failed, in the whole ledger")
                    .tag("status", status.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
        Gauge.builder("bactrian.sagas.attention", this, gauges -> gauges.read(Figures.Snapshot::attention))
                .description("Sagas that need a person, in the whole ledger")
                .register(registry);
        Gauge.builder("bactrian.participants.parked", this, gauges -> gauges.read(Figures.Snapshot::parked))
                .description("Participants whose attempts are spent, in the whole ledger")
                .register(registry);
        TimeGauge.builder(
                        "bactrian.sagas.oldest.open.age",
                        this,
                        TimeUnit.SECONDS,
                        gauges -> gauges.read(now -> gauges.age(now.oldestOpen())))
                .description("Age of the oldest saga that has not ended, 0 when there is none")
                .register(registry);
        // a participant that says "in progress" for ever is never parked, and this is where it shows
        TimeGauge.builder(
                        "bactrian.sagas.oldest.ending.age",
                        this,
                        TimeUnit.SECONDS,
                        gauges -> gauges.read(now -> gauges.age(now.oldestEnding())))
                .description(
                        "Since when the saga that has been closing or cancelling for longest does so, 0 when none does")
                .register(registry);
    }

    private double age(@Nullable Instant oldest) {
        return oldest == null
                ? 0
                : Math.max(0, Duration.between(oldest, clock.instant()).toMillis()) / 1000.0;
    }

    /** NaN while the ledger is out of reach: no figure is better than an old one. */
    private double read(ToDoubleFunction<Figures.Snapshot> figure) {
        Figures.Snapshot now = snapshot();
        return now == null ? Double.NaN : figure.applyAsDouble(now);
    }

    private synchronized Figures.@Nullable Snapshot snapshot() {
        if (takenAt.plus(FRESH).isAfter(clock.instant())) {
            return latest;
        }
        try {
            latest = figures.take();
        } catch (DataAccessException e) {
            LOG.warn("the ledger cannot be counted now: {}", e.getMessage());
            latest = null;
        } finally {
            takenAt = clock.instant(); // what was waited for in vain is not waited for again by each gauge of a scrape
        }
        return latest;
    }
}
