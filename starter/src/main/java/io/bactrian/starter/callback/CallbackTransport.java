package io.bactrian.starter.callback;

import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.camel.CamelContext;

/** The way on which the coordinator's callbacks come in. */
public interface CallbackTransport {

    CallbackAddress address();

    /**
     * Lets them in, once the context's routes run at the latest; called before any route is added.
     *
     * @throws Exception when this cannot work and the application must not start
     */
    void open(CamelContext camel, Callbacks callbacks) throws Exception;

    /** Whether coordinators other than ours can call over it. */
    boolean worksWithEveryCoordinator();

    /** How it stands, for people; empty when there is nothing to say. */
    Map<String, Object> details();

    /**
     * How many callbacks came since the start of this process, by what became of them; empty when something else counts them, as
     * web servers do.
     */
    default Map<String, LongSupplier> counts() {
        return Map.of();
    }
}
