package io.bactrian.participants.http;

import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every route answers when it cannot do its work: bad input 400, a passing fault 503, anything else 500. Applies to the
 * compensations too, where the coordinator reads anything but a success as "call again".
 */
final class FaultAnswers extends RouteConfigurationBuilder {

    private static final Logger LOG = LoggerFactory.getLogger(FaultAnswers.class);

    private final List<FaultReader> readers;

    FaultAnswers(List<FaultReader> readers) {
        this.readers = readers;
    }

    // spotless:off
    @Override
    public void configuration() {
        routeConfiguration()
            .onException(Exception.class)
                .handled(true)
                .process(this::answer)
                .marshal().json()
            .end();
    }
    // spotless:on

    private void answer(Exchange exchange) {
        Throwable thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        Fault fault = read(thrown);
        String call = "%s %s"
                .formatted(
                        exchange.getMessage().getHeader(Exchange.HTTP_METHOD),
                        exchange.getMessage().getHeader(Exchange.HTTP_PATH));
        if (fault.status() == 500) {
            LOG.error("Answered 500 to {} in route {}", call, exchange.getFromRouteId(), thrown);
        } else if (fault.status() == 503) {
            LOG.warn("Answered {} to {}: {}", fault.status(), call, String.valueOf(thrown));
        } else {
            LOG.debug("Answered {} to {}: {}", fault.status(), call, String.valueOf(thrown));
        }
        exchange.getMessage().setBody(fault.body());
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, fault.status());
    }

    /** From the outermost exception inwards: what wraps another knows more of what was going on. */
    private Fault read(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            for (FaultReader reader : readers) {
                Fault fault = reader.read(cause);
                if (fault != null) {
                    return fault;
                }
            }
        }
        return Fault.unexpected();
    }
}
