package io.bactrian.coordinator.engine;

import io.bactrian.coordinator.saga.Participant;
import io.bactrian.coordinator.saga.Saga;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the coordinator's own log tells of sagas: which ones need a person, and what people did. One line each, after the commit.
 * Sagas that go their way are in the ledger and the figures only.
 */
final class SagaLog {

    private static final Logger LOG = LoggerFactory.getLogger(SagaLog.class);

    private SagaLog() {}

    /** Nobody but a person can end it now, or say that it may stay as it is. */
    static void needsPerson(Saga saga, List<Participant> participants, Effects effects) {
        String line = "%s needs a person: %s"
                .formatted(
                        named(saga),
                        participants.stream()
                                .filter(Participant::needsPerson)
                                .map(SagaLog::trouble)
                                .collect(Collectors.joining(", ")));
        effects.tell(listener -> LOG.warn(line));
    }

    /**
     * Somebody has done something to a saga.
     *
     * @param what in the past
     */
    static void acted(
            String operator,
            String what,
            Saga saga,
            @Nullable Participant on,
            @Nullable String reason,
            Effects effects) {
        String line = "%s %s %s%s%s"
                .formatted(
                        oneLine(operator),
                        what,
                        on == null ? "" : step(on) + " of ",
                        named(saga),
                        reason == null ? "" : ": " + oneLine(reason));
        effects.tell(listener -> LOG.info(line));
    }

    private static String named(Saga saga) {
        String name = saga.state().name();
        String key = saga.state().businessKey();
        return "saga " + (name == null ? "" : oneLine(name) + " ") + (key == null ? "" : oneLine(key) + " ") + "("
                + saga.id() + ", " + saga.status().wire() + ")";
    }

    private static String trouble(Participant participant) {
        String error = participant.call().lastError();
        return step(participant)
                + (participant.call().parked()
                        ? " is parked after " + participant.call().failures() + " attempts"
                        : " is " + participant.status().wire())
                + (error == null ? "" : " (" + oneLine(error) + ")");
    }

    private static String step(Participant participant) {
        String step = participant.terms().step();
        return "step " + (step == null ? participant.id() : oneLine(step));
    }

    /** What others have named must not pass for a line of ours. */
    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }
}
