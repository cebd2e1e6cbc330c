package io.bactrian.testkit.crash;

import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The relays of a world. Those towards a part stay for ever: they are in LRA ids, links and callbacks. Those out of an
 * application are made anew for each of its lives, so that what a dead one still sends ends at a closed port.
 */
final class Doors implements AutoCloseable {

    /** A callback that takes longer is answered 202 and asked about again: in a recorded run, a point that does not come again. */
    private static final String ANSWER_WITHIN = "bactrian.callbacks.answer-within=";

    private final CrashPlan plan;
    private final Wire wire;
    private final Executor threads;
    private final Function<String, Door.@Nullable Target> parts;
    private final Map<String, String> services;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final Door coordinator;
    private final Map<String, Door> callbacks = new LinkedHashMap<>();
    private final Map<String, Door> fronts = new LinkedHashMap<>();
    private final List<Door> links = new ArrayList<>();
    private final @Nullable BrokerDoors brokers;

    /**
     * @param parts where a part listens at the moment, null while it is down
     * @param services where each service listens
     * @param brokers the ways to the broker; null when there is none
     */
    Doors(
            CrashPlan plan,
            Wire wire,
            Executor threads,
            Function<String, Door.@Nullable Target> parts,
            Map<String, String> services,
            @Nullable BrokerDoors brokers) {
        this.plan = plan;
        this.brokers = brokers;
        this.wire = wire;
        this.threads = threads;
        this.parts = parts;
        this.services = services;
        coordinator = door(null, Wire.COORDINATOR, null, () -> parts.apply(Wire.COORDINATOR));
        plan.applications.keySet().forEach(name -> {
            Door inbound = door(Wire.COORDINATOR, name, null, () -> parts.apply(name));
            wire.hosts(name, inbound.url());
            callbacks.put(name, inbound);
            fronts.put(name, door(null, name, null, () -> parts.apply(name)));
        });
        services.forEach((name, url) -> {
            Door inbound = door(Wire.COORDINATOR, name, null, () -> new Door.Target(url, null));
            wire.detour(url, inbound.url());
            wire.hosts(name, inbound.url());
            links.add(inbound);
        });
    }

    private Door door(
            @Nullable String from, String to, @Nullable Mortality caller, Supplier<Door.@Nullable Target> target) {
        return new Door(from, to, caller, target, wire, http, threads);
    }

    HttpClient http() {
        return http;
    }

    /** The coordinator's base URL for everybody, in every LRA id. */
    String coordinatorUrl() {
        return coordinator.url();
    }

    /** Where the test finds the applications. */
    Map<String, String> fronts() {
        Map<String, String> urls = new LinkedHashMap<>();
        fronts.forEach((name, door) -> urls.put(name, door.url()));
        return urls;
    }

    /** The brokers find out by themselves that a part is dead, unless this is said. */
    void endSessionsAtDeath() {
        if (brokers != null) {
            brokers.endSessionsAtDeath();
        }
    }

    private List<String> inThisWorld(List<String> properties) {
        return new ArrayList<>(
                brokers == null
                        ? properties
                        : properties.stream().map(brokers::inThisWorld).toList());
    }

    /** The properties of one life of the coordinator. */
    List<String> propertiesOfCoordinator(Mortality life) {
        List<String> properties = inThisWorld(plan.coordinatorProperties);
        properties.add("bactrian.base-url=" + coordinatorUrl());
        if (brokers != null) {
            properties.addAll(brokers.propertiesOfCoordinator(life));
        }
        return properties;
    }

    /** The properties of one life of an application, with relays of its own that are closed when it dies. */
    List<String> propertiesOf(String application, Mortality life) {
        List<String> properties = inThisWorld(plan.properties);
        properties.addAll(inThisWorld(plan.ownProperties.getOrDefault(application, List.of())));
        if (properties.stream().noneMatch(property -> property.startsWith(ANSWER_WITHIN))) {
            properties.add(ANSWER_WITHIN + "25s");
        }
        if (brokers != null) {
            properties.addAll(brokers.propertiesOf(application, life));
        }
        Door toCoordinator = door(application, Wire.COORDINATOR, life, () -> parts.apply(Wire.COORDINATOR));
        List<Door> own = new ArrayList<>(List.of(toCoordinator));
        properties.add("camel.lra.coordinator-url=" + toCoordinator.url());
        properties.add("bactrian.coordinator-aliases=" + coordinatorUrl());
        Door inbound = callbacks.get(application);
        properties.add("camel.lra.local-participant-url=" + (inbound == null ? "" : inbound.url()));
        plan.serviceProperties.forEach((name, property) -> {
            Door service = door(application, name, life, () -> new Door.Target(urlOf(name), null));
            own.add(service);
            properties.add(property + "=" + service.url());
        });
        plan.applications.values().forEach(other -> {
            if (other.urlProperty() != null && !other.name().equals(application)) {
                Door called = door(application, other.name(), life, () -> parts.apply(other.name()));
                own.add(called);
                properties.add(other.urlProperty() + "=" + called.url());
            }
        });
        life.cutAtDeath(() -> threads.execute(() -> own.forEach(Door::close)));
        return properties;
    }

    private String urlOf(String service) {
        String url = services.get(service);
        if (url == null) {
            throw new IllegalArgumentException("there is no service '" + service + "', there are " + services.keySet());
        }
        return url;
    }

    @Override
    public void close() {
        coordinator.close();
        callbacks.values().forEach(Door::close);
        fronts.values().forEach(Door::close);
        links.forEach(Door::close);
    }
}
