package io.bactrian.routes.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpOperationFailedException;

/** Says in one sentence why a saga did not come through; the exception itself goes to the log. */
public final class FailureReason {

    private FailureReason() {}

    public static String of(Exchange exchange) {
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (failure instanceof Refusal) {
            return String.valueOf(failure.getMessage());
        }
        String step = exchange.getProperty(Services.STEP, "", String.class);
        if (failure instanceof HttpOperationFailedException answer) {
            return step + ": the service answered " + answer.getStatusCode();
        }
        String message = failure == null ? "unknown" : String.valueOf(failure.getMessage());
        if (PassingFaults.isNoAnswer(failure)) {
            return step + ": the service gave no answer (" + message + ")";
        }
        if (failure instanceof JsonProcessingException) {
            return step + ": the service's answer is not to be understood";
        }
        return message;
    }
}
