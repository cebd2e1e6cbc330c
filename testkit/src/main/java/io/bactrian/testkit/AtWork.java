package io.bactrian.testkit;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Route;
import org.apache.camel.spi.BrowsableEndpoint;
import org.apache.camel.spi.InflightRepository.InflightExchange;

/**
 * What the application does on threads of its own: exchanges that are in its routes and began in this test, and what waits
 * in its queues. What a timer set off is none of the test's business, and may come again for ever.
 */
final class AtWork {

    private static final Pattern QUEUE = Pattern.compile("(seda|disruptor):.*");

    private final CamelContext camel;
    private final Set<String> before = new HashSet<>();
    private final Set<String> passedOver = new HashSet<>();

    AtWork(CamelContext camel) {
        this.camel = camel;
        camel.getInflightRepository().setInflightBrowseEnabled(true); // from the first test on
        passOver();
        before.addAll(passedOver);
    }

    /** From here on, nobody waits for what is in the routes now, nor for a queue that they do not get empty. */
    void passOver() {
        queues().map(Endpoint::getEndpointUri).forEach(passedOver::add);
        exchanges().forEach(work -> passedOver.add(work.getExchange().getExchangeId()));
    }

    boolean isOver() {
        return list().isEmpty();
    }

    /** What there is to wait for, a line each. */
    List<String> list() {
        return list(passedOver);
    }

    /** The same, and with it what has been passed over since the test began. */
    List<String> all() {
        return list(before);
    }

    private List<String> list(Set<String> without) {
        Stream<String> queued = queues().filter(queue -> !without.contains(queue.getEndpointUri()))
                .map(queue -> "something that waits in " + queue.getEndpointUri());
        Stream<String> inRoutes = exchanges()
                .filter(work -> !without.contains(work.getExchange().getExchangeId()))
                .map(work -> "an exchange of route '" + work.getFromRouteId() + "', now at " + work.getNodeId()
                        + " of route '" + work.getAtRouteId() + "'");
        return Stream.concat(queued, inRoutes).toList();
    }

    /** Those with something in them that a route will take out. */
    private Stream<Endpoint> queues() {
        return camel.getRoutes().stream()
                .filter(this::isRunning)
                .map(Route::getEndpoint)
                .filter(endpoint -> QUEUE.matcher(endpoint.getEndpointUri()).matches())
                .filter(endpoint -> endpoint instanceof BrowsableEndpoint queue
                        && !queue.getExchanges().isEmpty());
    }

    private boolean isRunning(Route route) {
        return camel.getRouteController().getRouteStatus(route.getId()).isStarted();
    }

    private Stream<InflightExchange> exchanges() {
        return camel.getInflightRepository().browse().stream()
                .filter(work -> !Arrivals.isByItself(work.getExchange().getFromEndpoint()));
    }
}
