package io.bactrian.coordinator.engine;

/** Why a request changed nothing of what it asked for; the table "state x request" of the protocol. */
public enum Refusal {
    /** There is no saga with this id, now or any more. */
    UNKNOWN_SAGA,
    /** The parent of a nested saga does not exist here, or has ended. */
    NO_SUCH_PARENT,
    /** The saga is closing or cancelling and the request came too late. */
    ENDING,
    /** The saga has ended as this request asks, or the request makes no sense for an ended saga. */
    ENDED,
    /** The saga has ended the other way. */
    ENDED_OTHERWISE,
    /** The deadline has passed: the request became a cancel. */
    DEADLINE_PASSED,
    /** No participant with these links is enlisted. */
    NOT_ENLISTED,
    /** The request is not possible in the state that the saga or the participant is in. */
    NOT_POSSIBLE
}
