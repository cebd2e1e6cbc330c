package io.bactrian.coordinator.kafka;

import io.bactrian.coordinator.saga.Answer;
import io.bactrian.coordinator.saga.CallKind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** Counts the commands and answers of this node by what became of them. */
final class Counts {

    private final MeterRegistry registry;

    Counts(MeterRegistry registry) {
        this.registry = registry;
    }

    void command(CallKind kind, Answer answer) {
        Counter.builder("bactrian.kafka.commands")
                .description("Command records, by what the broker said: sent, undelivered or refused")
                .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                .tag("result", result(answer))
                .register(registry)
                .increment();
    }

    private static String result(Answer answer) {
        if (answer instanceof Answer.Undelivered) {
            return "undelivered";
        }
        return answer instanceof Answer.TryAgain ? "refused" : "sent";
    }

    /**
     * @param result recorded, or why nothing was done with it
     */
    void reply(String result) {
        Counter.builder("bactrian.kafka.replies")
                .description("Answers from the reply topic, by what became of them")
                .tag("result", result)
                .register(registry)
                .increment();
    }
}
