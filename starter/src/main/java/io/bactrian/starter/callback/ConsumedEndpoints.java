package io.bactrian.starter.callback;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.EndpointHelper;

/** Who consumes what sagas call back, as far as it must be a route of this context. */
public final class ConsumedEndpoints {

    /** Consumed within the context or not at all. */
    private static final Set<String> INTERNAL = Set.of("direct", "seda", "disruptor");

    /** What makes a producer say at once that nobody consumes, where it would wait for somebody. */
    private static final Map<String, String> WITHOUT_WAITING =
            Map.of("direct", "block=false", "seda", "failIfNoConsumers=true");

    private ConsumedEndpoints() {}

    /** Whether a route is missing that consumes this endpoint: none is there, running or stopped. */
    public static boolean isNowhereConsumed(Endpoint endpoint, CamelContext camel) {
        String name = name(endpoint.getEndpointUri());
        return INTERNAL.contains(scheme(name))
                && camel.getRoutes().stream()
                        .noneMatch(route ->
                                name(route.getEndpoint().getEndpointUri()).equals(name));
    }

    /** What is wrong and how to mend it, as a sentence without an end. */
    public static String fault(Endpoint endpoint) {
        return endpoint.getEndpointUri() + " is called back by sagas and no route consumes it: add from(\""
                + name(endpoint.getEndpointUri()) + "\"), or mend the name in compensation() or completion()";
    }

    /**
     * The same endpoint. Where no route consumes it, nor will once it starts, it is one that does not wait for a consumer: those that
     * are no route's, as of an annotated bean, are found out by that.
     */
    static Endpoint withoutWaitingInVain(Endpoint endpoint) {
        CamelContext camel = endpoint.getCamelContext();
        String uri = endpoint.getEndpointUri();
        String option = WITHOUT_WAITING.get(scheme(name(uri)));
        if (option == null
                || uri.contains(option.substring(0, option.indexOf('=') + 1))
                || !isNowhereConsumed(endpoint, camel)
                || isToBeConsumed(name(uri), camel)) {
            return endpoint;
        }
        return camel.getEndpoint(uri + (uri.contains("?") ? "&" : "?") + option);
    }

    /** By a route that is known and does not run yet. */
    private static boolean isToBeConsumed(String name, CamelContext camel) {
        Model model = camel.getCamelContextExtension().getContextPlugin(Model.class);
        List<RouteDefinition> routes = model == null ? List.of() : model.getRouteDefinitions();
        return routes.stream()
                .map(RouteDefinition::getEndpointUrl)
                .anyMatch(url -> name(EndpointHelper.normalizeEndpointUri(camel.resolvePropertyPlaceholders(url)))
                        .equals(name));
    }

    /** Without its options, which a consumer need not share: {@code direct:undo}. */
    private static String name(String uri) {
        return uri.replaceFirst("\\?.*$", "").replaceFirst("://", ":");
    }

    private static String scheme(String name) {
        return name.substring(0, name.indexOf(':'));
    }
}
