package io.bactrian.starter.saga;

import io.bactrian.starter.client.Context;
import io.bactrian.starter.client.CoordinatorClient;
import io.bactrian.starter.client.CoordinatorException;
import io.bactrian.starter.client.Engine;
import io.bactrian.starter.client.StepReport;
import io.bactrian.starter.protocol.LraId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What steps have to report. Where this process will send another request on the saga, the report waits for it; else it is sent
 * by itself, and nobody waits for that. Nothing waits for longer than its exchange is in the step or in the block that decides the
 * saga: whoever leaves one has a report that replaces what waits, or drops it.
 */
final class StepReports {

    private static final Logger LOG = LoggerFactory.getLogger(StepReports.class);
    private static final Duration DELAY = Duration.ofSeconds(2);

    private final CoordinatorClient coordinator;
    private final ScheduledExecutorService scheduler;
    private final Traces traces;
    private final Map<String, Map<String, StepReport>> waiting = new ConcurrentHashMap<>();
    private final Set<String> undecided = ConcurrentHashMap.newKeySet();

    StepReports(CoordinatorClient coordinator, ScheduledExecutorService scheduler, Traces traces) {
        this.coordinator = coordinator;
        this.scheduler = scheduler;
        this.traces = traces;
    }

    void withNextRequest(BegunStep step, StepReport report) {
        if (coordinator.engine() == Engine.BACTRIAN) {
            waiting.compute(step.saga().uid(), (uid, reports) -> {
                Map<String, StepReport> all = reports == null ? new LinkedHashMap<>() : new LinkedHashMap<>(reports);
                all.put(step.participant(), report);
                return all;
            });
        }
    }

    /**
     * Sent a little later, because most sagas have ended by then and need no report of a single step. What still waits of the step is
     * older, and there may never be a request to take it along: another process, an operator or the time limit may decide the saga.
     */
    void byItself(BegunStep step, StepReport report) {
        waiting.computeIfPresent(step.saga().uid(), (uid, reports) -> {
            Map<String, StepReport> others = new LinkedHashMap<>(reports);
            others.remove(step.participant());
            return others.isEmpty() ? null : others;
        });
        if (coordinator.engine() != Engine.BACTRIAN) {
            return;
        }
        undecided.add(step.participant());
        try {
            scheduler.schedule(() -> send(step, report), DELAY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("Stopping, report of step '{}' not sent", step.name());
        }
    }

    /** The coordinator has called the participant back: it knows more than any report. */
    void calledBack(String participant) {
        undecided.remove(participant);
    }

    private void send(BegunStep step, StepReport report) {
        if (!undecided.remove(step.participant())) {
            return;
        }
        try {
            coordinator.report(step.saga(), step.participant(), report, Context.NONE);
        } catch (CoordinatorException e) {
            // the saga may have ended since; what is shown then is what the coordinator knows itself
            LOG.debug("Report of step '{}' not taken: {}", step.name(), e.getMessage());
        }
    }

    /** What the next request on this saga carries along. */
    Context context(Exchange exchange, LraId saga) {
        Map<String, StepReport> reports = waiting.remove(saga.uid());
        return new Context(traces.of(exchange), reports == null ? Map.of() : reports);
    }
}
