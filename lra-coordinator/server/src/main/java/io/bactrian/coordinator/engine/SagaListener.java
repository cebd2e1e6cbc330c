package io.bactrian.coordinator.engine;

import io.bactrian.coordinator.saga.Answer;
import io.bactrian.coordinator.saga.CallKind;
import io.bactrian.coordinator.saga.SagaStatus;
import java.time.Duration;

/**
 * Hears what was committed on this node, for figures. It can break nothing: what it throws is logged, and it is asked
 * for no answer. It may miss what was committed when the process dies, and never hears of anything twice.
 */
public interface SagaListener {

    /** A saga was started; a repeated start with the same idempotency key starts none. */
    default void started() {}

    /** A saga has ended with this status; a closed nested saga that its parent cancels ends again. */
    default void ended(SagaStatus status) {}

    /** A call was answered, or not, and that is recorded. */
    default void called(DueCall call, Answer answer, Duration took) {}

    /** The answer to a call that was sent came as a message, or its time is over, and that is recorded. */
    default void answered(CallKind command, Answer answer, Duration took) {}
}
