package io.bactrian.coordinator.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bactrian.coordinator.flows.Events;
import io.bactrian.coordinator.flows.FlowTracker;
import io.bactrian.coordinator.running.Client;
import io.bactrian.coordinator.running.CoordinatorTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@CoordinatorTest
class FlowMetricsTest {

    @LocalServerPort
    private int port;

    @Autowired
    private FlowTracker tracker;

    private double metric(String line) {
        return new Client(port)
                .get("/actuator/prometheus")
                .body()
                .lines()
                .filter(l -> l.startsWith(line + " "))
                .mapToDouble(l -> Double.parseDouble(l.substring(line.length() + 1)))
                .findFirst()
                .orElse(Double.NaN);
    }

    @Test
    void countsEventsStallsAndFlowsOnTheirWay() {
        double recorded = metric("bactrian_flows_events_total{flow=\"insurance\",outcome=\"recorded\"}");
        double stalls = metric("bactrian_flows_stalls_total{flow=\"insurance\"}");
        assertThat(recorded).as("there before the first event").isNotNaN();
        Events.happened(tracker, "counted", 60, "QuoteApproved q1");
        Events.happened(tracker, "counted too", 1, "QuoteApproved q1", "QuoteApproved q1");
        Events.judge(tracker);

        assertThat(metric("bactrian_flows_events_total{flow=\"insurance\",outcome=\"recorded\"}"))
                .isGreaterThanOrEqualTo(recorded + 2);
        assertThat(metric("bactrian_flows_events_total{flow=\"insurance\",outcome=\"repeated\"}"))
                .isPositive();
        assertThat(metric("bactrian_flows_stalls_total{flow=\"insurance\"}")).isGreaterThanOrEqualTo(stalls + 1);
        assertThat(metric("bactrian_flows_left_out_total{reason=\"bad-time\"}")).isZero();
        assertThat(metric("bactrian_flows_unjudged_seconds")).isZero();
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(metric("bactrian_flows_stalled{flow=\"insurance\"}")).isPositive();
            assertThat(metric("bactrian_flows_running{flow=\"insurance\"}")).isPositive();
        });
    }
}
