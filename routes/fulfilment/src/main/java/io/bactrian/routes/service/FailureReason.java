package io.bactrian.routes.service;

import java.io.IOException;
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
        if (failure instanceof IOException) {
            return step + ": the service gave no answer (" + failure.getMessage() + ")";
        }
        return failure == null ? "unknown" : String.valueOf(failure.getMessage());
    }
}
