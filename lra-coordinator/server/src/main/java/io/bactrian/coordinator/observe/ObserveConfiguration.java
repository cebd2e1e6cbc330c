package io.bactrian.coordinator.observe;

import io.bactrian.coordinator.delivery.RunningEngine;
import io.bactrian.coordinator.flows.FlowInquiry;
import io.bactrian.coordinator.flows.FlowTracker;
import io.bactrian.coordinator.ledger.Figures;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** Metrics and health; names are in the bean names: {@code ledger} and {@code dueWork} are parts of the health. */
@Configuration(proxyBeanMethods = false)
class ObserveConfiguration {

    @Bean
    MeterBinder sagaMeters(RunningEngine engine, DataSource dataSource, Clock clock) {
        LedgerGauges gauges = new LedgerGauges(new Figures(new JdbcTemplate(dataSource)), clock);
        return registry -> {
            engine.tellTo(new SagaMetrics(registry));
            gauges.register(registry);
            Gauge.builder("bactrian.calls.under.way", engine, RunningEngine::callsUnderWay)
                    .description("Calls to participants that this node makes or records at this moment")
                    .register(registry);
        };
    }

    @Bean
    MeterBinder flowMeters(FlowTracker tracker, FlowInquiry flows, Clock clock) {
        FlowGauges gauges = new FlowGauges(flows, clock);
        return registry -> {
            if (flows.declared().isEmpty()) {
                return;
            }
            FlowMetrics metrics = new FlowMetrics(registry);
            flows.declared().forEach(metrics::expect);
            tracker.tellTo(metrics);
            gauges.register(registry);
        };
    }

    @Bean
    HealthIndicator ledgerHealthIndicator(DataSource dataSource, RunningEngine engine) {
        return new LedgerHealthIndicator(new Figures(new JdbcTemplate(dataSource)), engine::withoutHeartbeatFor);
    }

    @Bean
    HealthIndicator dueWorkHealthIndicator(RunningEngine engine) {
        return new DueWorkHealthIndicator(engine::lateBy);
    }
}
