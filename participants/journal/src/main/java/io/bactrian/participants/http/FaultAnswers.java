package io.bactrian.participants.http;

import java.io.IOException;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * What every route answers when it cannot do its work: bad input 400, a passing fault 503, anything else 500. Applies to the
 * compensations too, where the coordinator reads anything but a success as "call again".
 */
final class FaultAnswers extends RouteConfigurationBuilder {

    // spotless:off
    @Override
    public void configuration() {
        routeConfiguration()
            .onException(BadInput.class)
                .handled(true)
                .setBody(exchange -> Map.of("errors", caught(exchange, BadInput.class).errors()))
                .setHeader(Exchange.HTTP_RESPONSE_CODE, constant(400))
                .marshal().json()
            .end()
            .onException(PassingFault.class)
                .handled(true)
                .setBody(FaultAnswers::passing)
                .setHeader(Exchange.HTTP_RESPONSE_CODE, constant(503))
                .marshal().json()
            .end()
            .onException(TransientDataAccessException.class, NonTransientDataAccessResourceException.class,
                         RecoverableDataAccessException.class, TransactionException.class)
                .handled(true)
                .log(LoggingLevel.WARN, "Answered 503 to ${header.CamelHttpMethod} ${header.CamelHttpPath}: ${exception.message}")
                .setBody(constant(new Fault("database unavailable", "nothing was changed, or it will be found done: call again")))
                .setHeader(Exchange.HTTP_RESPONSE_CODE, constant(503))
                .marshal().json()
            .end()
            // stock camel-lra says so and no more when the coordinator has no use for a join
            .onException(RuntimeCamelException.class).onWhen(exceptionMessage().contains("Cannot join LRA"))
                .handled(true)
                .log(LoggingLevel.WARN, "Answered 503 to ${header.CamelHttpMethod} ${header.CamelHttpPath}: ${exception.message}")
                .setBody(constant(new Fault("saga not joined", "the coordinator refused it, nothing was changed: call again or give the saga up")))
                .setHeader(Exchange.HTTP_RESPONSE_CODE, constant(503))
                .marshal().json()
            .end()
            .onException(IOException.class)
                .handled(true)
                .log(LoggingLevel.WARN, "Answered 503 to ${header.CamelHttpMethod} ${header.CamelHttpPath}: ${exception.message}")
                .setBody(constant(new Fault("coordinator unavailable", "the saga could not be joined, nothing was changed: call again")))
                .setHeader(Exchange.HTTP_RESPONSE_CODE, constant(503))
                .marshal().json()
            .end()
            .onException(Exception.class)
                .handled(true)
                .log(LoggingLevel.ERROR, "Answered 500 to ${header.CamelHttpMethod} ${header.CamelHttpPath}: ${exception.stacktrace}")
                .setBody(constant(new Fault("unexpected fault", "see the log of this service")))
                .setHeader(Exchange.HTTP_RESPONSE_CODE, constant(500))
                .marshal().json()
            .end();
    }
    // spotless:on

    private static <T extends Throwable> T caught(Exchange exchange, Class<T> type) {
        return exchange.getProperty(Exchange.EXCEPTION_CAUGHT, type);
    }

    private static Fault passing(Exchange exchange) {
        PassingFault fault = caught(exchange, PassingFault.class);
        return new Fault(fault.error(), String.valueOf(fault.getMessage()));
    }

    /** The JSON of a fault, as of a business refusal. */
    private record Fault(String error, String detail) {}
}
