package io.bactrian.starter.callback;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Endpoint;

/** The endpoints that saga routes named for compensation or completion; nothing else can be called from outside. */
public final class RegisteredEndpoints {

    private final Map<String, Endpoint> byUri = new ConcurrentHashMap<>();

    public void register(Endpoint endpoint) {
        byUri.put(endpoint.getEndpointUri(), endpoint);
    }

    /** Whether a saga route named it. */
    public boolean contains(String uri) {
        return byUri.containsKey(uri);
    }

    /** All of them. */
    public Collection<Endpoint> all() {
        return List.copyOf(byUri.values());
    }

    Optional<Endpoint> find(String uri) {
        return Optional.ofNullable(byUri.get(uri));
    }
}
