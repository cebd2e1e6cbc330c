package io.bactrian.testkit;

import io.bactrian.coordinator.saga.CallKind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call that a {@link ScriptedParticipant} received.
 *
 * @param participant the name the participant was started with
 * @param receivedAt {@link System#nanoTime()} on arrival; says which of two calls came first, also of two participants
 * @param headers names in lower case
 * @param body empty text for none
 */
public record Call(String participant, CallKind kind, long receivedAt, Map<String, List<String>> headers, String body) {

    /** The first value of a header; null when it was not sent. Upper and lower case are the same. */
    public @Nullable String header(String name) {
        List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
        return values == null || values.isEmpty() ? null : values.get(0);
    }

    /** The LRA id: {@code Long-Running-Action}, or {@code Long-Running-Action-Ended} of an {@code after}. */
    public @Nullable String lraId() {
        return header(kind == CallKind.AFTER ? "Long-Running-Action-Ended" : "Long-Running-Action");
    }

    /** {@code Long-Running-Action-Recovery}: the same for every repetition, different for every participant. */
    public @Nullable String recoveryUrl() {
        return header("Long-Running-Action-Recovery");
    }

    /** {@code Narayana-LRA-Participant-Data}: what the participant gave when it joined. */
    public @Nullable String data() {
        return header("Narayana-LRA-Participant-Data");
    }

    /** Short, for failure messages: {@code payment COMPENSATE}. */
    @Override
    public String toString() {
        return participant + " " + kind;
    }
}
