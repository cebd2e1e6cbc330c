package io.bactrian.testkit.crash;

/**
 * The faults that the crash matrix is seen to catch, with the point at which each shows and what is said of it. A point
 * is given without its number; {@code recorded run} means that nothing has to die.
 */
enum SeededFault {
    NONE("keep", "", ""),

    // of the coordinator
    /** A call is recorded as done, and only then made. */
    RESULT_IS_RECORDED_BEFORE_THE_CALL(
            "cancel", "record COMPENSATED payment, after, coordinator dies", "the effect of payment stands"),
    /** A start leaves the calls alone that were under way when the process died. */
    CLAIMS_OUTLIVE_THE_PROCESS("cancel", "compensation payment, before, coordinator dies", "not everything has ended"),
    /** Whether a call is claimed already is not checked: two threads make it. */
    CLAIM_IS_NOT_CHECKED("cancel", "recorded run", "step payment was asked 2 times although it had answered"),
    /** A compensation that got no answer goes to the end of the queue, as if order came from when a call was put in. */
    ORDER_IS_THE_ORDER_OF_RETRIES(
            "cancel", "compensation send-parcel, before, application dies", "was undone before send-parcel"),
    /** A join is answered while its commit is still on its way. */
    JOIN_IS_ANSWERED_BEFORE_ITS_COMMIT(
            "keep", "record JOINED payment, before, coordinator dies", "the effect of payment stands"),
    /** A decision is kept in memory until the participants have answered. */
    DECISION_IS_NOT_DURABLE(
            "keep", "completion stock, after, coordinator dies", "told that the saga closed, which was cancelled"),
    /** A success is heard and not recorded, so the call is made again. */
    SUCCESS_IS_DROPPED("cancel", "recorded run", "step send-parcel was asked 2 times although it had answered"),
    /** A call that was under way when the process died counts as made. */
    CALLS_UNDER_WAY_COUNT_AS_MADE(
            "cancel", "compensation payment, before, coordinator dies", "step payment had begun and was never undone"),

    // of services
    /** A compensation answers that it is done and does nothing. */
    FORGETS_ITS_UNDO("keep", "action payment PUT /act/*, before, application dies", "the effect of stock stands"),
    /** A compensation that is repeated undoes once more. */
    UNDOES_AGAIN_WHEN_ASKED_AGAIN(
            "cancel", "compensation payment, after, coordinator dies", "the effect of payment was undone twice"),
    /** A service acts first and joins then. */
    JOINS_AFTER_ACTING("keep", "join payment, before, coordinator dies", "the effect of payment stands"),

    // of applications
    /** A callback is answered at once and carried out later. */
    ANSWERS_FIRST_AND_UNDOES_LATER(
            "cancel", "compensation send-parcel, after, application dies", "the plan's own check"),
    /** A parcel is called back by POST, which nothing tells from a second call when it is repeated. */
    UNDOES_BY_POST_WITHOUT_A_KEY(
            "cancel",
            "action payment POST /parcels/*/recall, after, application dies",
            "was undone twice: nothing tells the second call from the first one's repetition"),
    /** An application that comes back closes the sagas that it had begun. */
    CLOSES_WHAT_IT_LEFT_UNFINISHED(
            "keep", "action payment PUT /act/*, before, application dies", "the effect of payment is missing"),
    /** A row is written before there is a saga that could undo it. */
    WRITES_BEFORE_THE_SAGA_BEGINS("keep", "record insert orders, after, application dies", "the plan's own check");

    final String how;
    final String point;
    final String finding;

    /**
     * @param how the saga ends when nothing dies: {@code keep} or {@code cancel}
     * @param finding what the matrix says of it
     */
    SeededFault(String how, String point, String finding) {
        this.how = how;
        this.point = point;
        this.finding = finding;
    }

    /** Seen by what scripted services remember. */
    boolean isOfScripts() {
        return this == UNDOES_BY_POST_WITHOUT_A_KEY;
    }
}
