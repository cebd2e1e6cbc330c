package io.bactrian.starter.saga;

import java.util.Map;
import org.apache.camel.Component;
import org.apache.camel.Endpoint;

/**
 * Makes endpoints of the component {@code bactrian} that need a library of their own. Found in the registry, so that they are there
 * where the library is.
 */
public interface EndpointMaker {

    /** What stands behind {@code bactrian:}, up to the next colon. */
    String name();

    /**
     * Makes one.
     *
     * @param uri the whole
     * @param remaining what stands behind {@code bactrian:name}, without the colon; empty when there is nothing
     * @param parameters from which those that are known are removed; others are refused
     * @throws IllegalArgumentException whose message says what is right
     */
    Endpoint make(String uri, Component component, String remaining, Map<String, Object> parameters);
}
