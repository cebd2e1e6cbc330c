package io.bactrian.testkit;

import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeCreatedEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.jspecify.annotations.Nullable;

/** Knows whether a route began to work on anything while something was sent, apart from what a timer set off. */
final class Arrivals extends EventNotifierSupport implements AutoCloseable {

    private static final Pattern BY_ITSELF = Pattern.compile("(timer|scheduler|quartz|cron):.*");

    private final CamelContext camel;
    private volatile boolean any;

    private Arrivals(CamelContext camel) {
        this.camel = camel;
        setupIgnore(true);
        setIgnoreExchangeEvents(false);
        setIgnoreExchangeCreatedEvent(false);
    }

    /** Looks from here on, until it is closed. */
    static Arrivals at(CamelContext camel) {
        Arrivals arrivals = new Arrivals(camel);
        camel.getManagementStrategy().addEventNotifier(arrivals);
        return arrivals;
    }

    boolean any() {
        return any;
    }

    @Override
    public boolean isEnabled(CamelEvent event) {
        return event instanceof ExchangeCreatedEvent;
    }

    @Override
    public void notify(CamelEvent event) {
        if (event instanceof ExchangeCreatedEvent created
                && !isByItself(created.getExchange().getFromEndpoint())) {
            any = true;
        }
    }

    /** What a timer sets off is nobody's request. */
    static boolean isByItself(@Nullable Endpoint from) {
        return from != null && BY_ITSELF.matcher(from.getEndpointUri()).matches();
    }

    @Override
    public void close() {
        camel.getManagementStrategy().removeEventNotifier(this);
    }
}
