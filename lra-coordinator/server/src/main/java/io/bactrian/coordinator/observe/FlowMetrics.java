package io.bactrian.coordinator.observe;

import io.bactrian.coordinator.flows.FlowListener;
import io.bactrian.coordinator.flows.LeftOut;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what this node read of flows; the nodes of a cluster are added up by whoever reads them. */
final class FlowMetrics implements FlowListener {

    private static final String EVENTS = "bactrian.flows.events";
    private static final String LEFT_OUT = "bactrian.flows.left.out";
    private static final String STALLS = "bactrian.flows.stalls";

    private final MeterRegistry registry;
    private final AtomicLong unjudgedMillis = new AtomicLong();

    FlowMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (LeftOut reason : LeftOut.values()) {
            leftOutBy(reason); // there from the first scrape on, so that a rate can be built
        }
        TimeGauge.builder("bactrian.flows.unjudged", unjudgedMillis, TimeUnit.MILLISECONDS, AtomicLong::get)
                .description("For how long flows that may be late cannot be judged by this node, 0 when they can")
                .register(registry);
    }

    /** The same for a flow that is known before its first event. */
    void expect(String flow) {
        events(flow, "recorded");
        events(flow, "repeated");
        stalls(flow);
    }

    @Override
    public void recorded(String flow) {
        events(flow, "recorded").increment();
    }

    @Override
    public void repeated(String flow) {
        events(flow, "repeated").increment();
    }

    @Override
    public void leftOut(LeftOut reason) {
        leftOutBy(reason).increment();
    }

    @Override
    public void stalled(String flow) {
        stalls(flow).increment();
    }

    @Override
    public void unjudgedFor(Duration longest) {
        unjudgedMillis.set(longest.toMillis());
    }

    private Counter events(String flow, String outcome) {
        return Counter.builder(EVENTS)
                .description("Events of flows that this node read")
                .tag("flow", flow)
                .tag("outcome", outcome)
                .register(registry);
    }

    private Counter leftOutBy(LeftOut reason) {
        return Counter.builder(LEFT_OUT)
                .description("Records that this node read and put into no flow")
                .tag("reason", reason.word())
                .register(registry);
    }

    private Counter stalls(String flow) {
        return Counter.builder(STALLS)
                .description("Times that this node found something late")
                .tag("flow", flow)
                .register(registry);
    }
}
