package io.bactrian.routes.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What every route that calls a service shares: a fault that passes (503, no connection, no answer in time) is tried
 * again after a growing pause until the step's time is over. A "no" is not an exception here and is never tried again.
 *
 * <p>Only the failed call is repeated. Give this configuration to routes that call a service and not to one with a
 * {@code saga()} block: repeating the block would join the saga again.
 */
@Component
class PassingFaults extends RouteConfigurationBuilder {

    private static final String END_OF_STEP = "endOfStep";

    private final StepTime time;
    private final StepLimits limits;

    PassingFaults(StepTime time, StepLimits limits) {
        this.time = time;
        this.limits = limits;
    }

    @Override
    public void configuration() {
        // spotless:off
        routeConfiguration()                                    // all other routes, the callbacks too: one line per failure
            .errorHandler(defaultErrorHandler()
                .logStackTrace(false).logExhaustedMessageHistory(false));

        routeConfiguration(Services.CALL)
            .errorHandler(defaultErrorHandler().logExhausted(false))        // whoever shapes the answer logs the failure, once
            .interceptFrom()
                .setProperty(Services.STEP, simple("${routeId}"))
                .setProperty(END_OF_STEP).exchange(e -> time.endOfStep())
            .end()
            .onException(Exception.class).onWhen(PassingFaults::passes)
                .retryWhile(e -> time.allowsAnotherTry(e.getProperty(END_OF_STEP, Instant.class)))
                .redeliveryDelay(limits.firstPause().toMillis())
                .maximumRedeliveryDelay(limits.longestPause().toMillis())
                .useExponentialBackOff().backOffMultiplier(2)
                .retryAttemptedLogLevel(LoggingLevel.INFO)
                .logExhausted(false)
            .end();
        // spotless:on
    }

    private static boolean passes(Exchange exchange) {
        Throwable fault = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        return isNoAnswer(fault)
                || fault instanceof HttpOperationFailedException answer && answer.getStatusCode() == 503;
    }

    /** No connection, a broken one, or silence. Jackson's exceptions are IOExceptions too, but there was an answer. */
    static boolean isNoAnswer(@Nullable Throwable fault) {
        return fault instanceof IOException && !(fault instanceof JsonProcessingException);
    }
}
