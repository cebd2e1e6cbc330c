package io.bactrian.starter.saga;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedStartupListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks all {@link SelfCheck}s: at start for the log, later for the health check. */
final class SelfChecks implements ExtendedStartupListener {

    private static final Logger LOG = LoggerFactory.getLogger(SelfChecks.class);

    private final CamelContext camel;
    private final Executor background;

    SelfChecks(CamelContext camel, Executor background) {
        this.camel = camel;
        this.background = background;
    }

    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
        // the routes are not all there
    }

    /** Holds no start up: what is asked may wait long for a database that is away. */
    @Override
    public void onCamelContextFullyStarted(CamelContext context, boolean alreadyStarted) {
        background.execute(() -> faults().forEach(LOG::error));
    }

    List<String> faults() {
        return camel.getRegistry().findByType(SelfCheck.class).stream()
                .map(SelfCheck::fault)
                .flatMap(Optional::stream)
                .sorted()
                .toList();
    }
}
