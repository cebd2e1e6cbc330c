package io.bactrian.coordinator.observe;

import io.bactrian.coordinator.flows.FlowInquiry;
import io.bactrian.coordinator.flows.FlowState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** How many flows are on their way in the whole ledger; every node tells the same. Asked at most every few seconds. */
final class FlowGauges {

    private static final Logger LOG = LoggerFactory.getLogger(FlowGauges.class);
    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final List<FlowState> COUNTED = List.of(FlowState.RUNNING, FlowState.STALLED);

    private final FlowInquiry flows;
    private final Clock clock;
    private @Nullable Map<String, Map<FlowState, Long>> latest;
    private Instant takenAt = Instant.MIN;

    FlowGauges(FlowInquiry flows, Clock clock) {
        this.flows = flows;
        this.clock = clock;
    }

    /** One gauge for each declared flow and state, {@code bactrian.flows.stalled} and {@code bactrian.flows.running}. */
    void register(MeterRegistry registry) {
        for (String flow : flows.declared()) {
            for (FlowState state : COUNTED) {
                Gauge.builder("bactrian.flows." + state.words(), this, gauges -> gauges.read(flow, state))
                        .description(
                                state == FlowState.STALLED
                                        ? "Flows in which something is late, in the whole ledger"
                                        : "Flows that are on their way and in time, in the whole ledger")
                        .tag("flow", flow)
                        .register(registry);
            }
        }
    }

    /** NaN while the ledger is out of reach: no figure is better than an old one. */
    private double read(String flow, FlowState state) {
        Map<String, Map<FlowState, Long>> now = snapshot();
        return now == null ? Double.NaN : now.getOrDefault(flow, Map.of()).getOrDefault(state, 0L);
    }

    private synchronized @Nullable Map<String, Map<FlowState, Long>> snapshot() {
        if (takenAt.plus(FRESH).isAfter(clock.instant())) {
            return latest;
        }
        try {
            latest = flows.open();
        } catch (DataAccessException e) {
            LOG.warn("flows cannot be counted now: {}", e.getMessage());
            latest = null;
        } finally {
            takenAt = clock.instant(); // what was waited for in vain is not waited for again by each gauge of a scrape
        }
        return latest;
    }
}
