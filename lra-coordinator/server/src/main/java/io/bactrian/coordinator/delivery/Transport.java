package io.bactrian.coordinator.delivery;

import io.bactrian.coordinator.engine.DueCall;
import io.bactrian.coordinator.saga.Answer;
import java.util.concurrent.CompletableFuture;

/**
 * Makes calls to participants. The only way out of the engine: a bean of this type replaces the standard one, which speaks
 * HTTP, or wraps it.
 */
@FunctionalInterface
public interface Transport {

    /**
     * Makes a call without keeping a thread while the participant thinks.
     *
     * @return completes once there is an answer; it never fails, because silence is an answer too
     *     ({@link Answer.TryAgain}); with {@link Answer.Sent} the participant's own answer comes some other way
     */
    CompletableFuture<Answer> call(DueCall call);
}
