package io.bactrian.routes.returns;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * What the orders service has on record about a return.
 *
 * @param decision {@code run}: whoever got this answer may drive it
 * @param amountMinor what the customer gets back, in minor units; null before the return was accepted
 * @param reason why it was refused or undone
 * @param retryable whether a return that was undone may be asked for again under the same id
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record ReturnRecord(
        String returnId,
        String orderId,
        String decision,
        State state,
        @Nullable Long amountMinor,
        @Nullable String reason,
        boolean retryable) {

    static boolean toBeRun(Exchange exchange) {
        return "run".equals(exchange.getVariable("record", ReturnRecord.class).decision);
    }

    enum State {
        /** Asked for; no saga was accepted for it. */
        REQUESTED,
        /** Its saga is on its way. */
        ACCEPTED,
        /** Its saga has closed. */
        RETURNED,
        /** Its validation said no, for good. */
        REFUSED,
        /** Its saga was cancelled. */
        UNDONE
    }
}
