package io.bactrian.coordinator.observe;

import io.bactrian.coordinator.engine.DueCall;
import io.bactrian.coordinator.engine.SagaListener;
import io.bactrian.coordinator.saga.Answer;
import io.bactrian.coordinator.saga.CallKind;
import io.bactrian.coordinator.saga.SagaStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;

/** Counts what this node did; the nodes of a cluster are added up by whoever reads them. */
final class SagaMetrics implements SagaListener {

    private static final String ENDED = "bactrian.sagas.ended";
    private static final String CALLS = "bactrian.participant.calls";

    private final MeterRegistry registry;
    private final Counter started;

    SagaMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.started = Counter.builder("bactrian.sagas.started")
                .description("Sagas started on this node")
                .register(registry);
        for (String outcome : new String[] {"closed", "cancelled", "failed"}) {
            ended(outcome); // there from the first scrape on, so that a rate can be built
        }
    }

    @Override
    public void started() {
        started.increment();
    }

    @Override
    public void ended(SagaStatus status) {
        ended(
                        switch (status) {
                            case CLOSED -> "closed";
                            case CANCELLED -> "cancelled";
                            default -> "failed";
                        })
                .increment();
    }

    private Counter ended(String outcome) {
        return Counter.builder(ENDED)
                .description("Sagas whose end this node recorded")
                .tag("outcome", outcome)
                .register(registry);
    }

    @Override
    public void called(DueCall call, Answer answer, Duration took) {
        // a nested saga is asked in here, not over the wire; of what was only sent the answer is still to come
        if (call.childId() == null && !(answer instanceof Answer.Sent)) {
            answered(call.kind(), answer, took);
        }
    }

    @Override
    public void answered(CallKind kind, Answer answer, Duration took) {
        Timer.builder(CALLS)
                .description("Calls to participants, from the call to the record of its answer")
                .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                .tag("outcome", outcome(answer))
                .register(registry)
                .record(took);
    }

    private static String outcome(Answer answer) {
        if (answer instanceof Answer.Done) {
            return "done";
        }
        if (answer instanceof Answer.InProgress) {
            return "in-progress";
        }
        if (answer instanceof Answer.FailedForGood) {
            return "failed-for-good";
        }
        if (answer instanceof Answer.Undelivered) {
            return "undelivered";
        }
        return answer instanceof Answer.Repeat ? "unknown-to-participant" : "no-usable-answer";
    }
}
