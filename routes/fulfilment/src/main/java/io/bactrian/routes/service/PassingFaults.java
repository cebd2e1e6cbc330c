package io.bactrian.routes.service;

import java.io.IOException;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.http.base.HttpOperationFailedException;
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

    private final StepTime time;

    PassingFaults(StepTime time) {
        this.time = time;
    }

    @Override
    public void configuration() {
        // spotless:off
        routeConfiguration(Services.CALL)
            .interceptFrom("*")
                .process(time::begin)
            .end()
            .onException(Exception.class).onWhen(PassingFaults::passes)
                .retryWhile(time::allowsAnotherTry)
                .redeliveryDelay("{{routes.step.first-pause}}")
                .maximumRedeliveryDelay("{{routes.step.longest-pause}}")
                .useExponentialBackOff().backOffMultiplier(2)
                .retryAttemptedLogLevel(LoggingLevel.INFO)
                .logExhausted(false)
            .end();
        // spotless:on
    }

    static boolean passes(Exchange exchange) {
        Throwable fault = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        return fault instanceof IOException
                || fault instanceof HttpOperationFailedException answer && answer.getStatusCode() == 503;
    }
}
