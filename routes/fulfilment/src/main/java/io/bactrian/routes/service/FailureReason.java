package io.bactrian.routes.service;

import java.io.IOException;
import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.jspecify.annotations.Nullable;

/** Says in one sentence why a saga did not come through; the exception itself goes to the log. */
public final class FailureReason {

    private FailureReason() {}

    public static String of(Exchange exchange) {
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (failure instanceof Refusal) {
            return String.valueOf(failure.getMessage());
        }
        return step(exchange.getProperty(Exchange.FAILURE_ROUTE_ID, String.class)) + sentence(failure);
    }

    private static String step(@Nullable String routeId) {
        return routeId == null ? "" : routeId + ": ";
    }

    private static String sentence(@Nullable Throwable failure) {
        if (failure instanceof HttpOperationFailedException answer) {
            return "the service answered " + answer.getStatusCode();
        }
        if (failure instanceof IOException) {
            return "the service gave no answer (" + failure.getMessage() + ")";
        }
        return String.valueOf(failure == null ? null : failure.getMessage());
    }
}
