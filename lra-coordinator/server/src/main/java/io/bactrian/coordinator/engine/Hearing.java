package io.bactrian.coordinator.engine;

import java.time.Instant;
import java.util.Optional;

/**
 * Whether answers that come as messages can be heard. Silence says something of a participant only when its answer would have been
 * heard. Asked under a saga's lock: it must know, and not find out.
 */
@FunctionalInterface
public interface Hearing {

    /** Whatever is said is heard. */
    Hearing PERFECT = (sentAt, now) -> Optional.empty();

    /**
     * Asked about a call when the time for its answer is over and none was recorded.
     *
     * @param sentAt when the call was sent
     * @return empty: the silence is the participant's. Otherwise its answer may not have been heard, or it may not have been able
     *     to give one; when to look again, after {@code now}
     */
    Optional<Instant> unclearUntil(Instant sentAt, Instant now);
}
