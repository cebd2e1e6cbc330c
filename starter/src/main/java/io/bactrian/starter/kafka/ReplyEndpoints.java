package io.bactrian.starter.kafka;

import io.bactrian.starter.saga.EndpointMaker;
import java.util.Map;
import org.apache.camel.Component;
import org.apache.camel.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * {@code bactrian:reply}: answers the command that the route has consumed with the body; with {@code ?failed=true} it says that the
 * command failed, and why.
 */
public final class ReplyEndpoints implements EndpointMaker {

    private final Requests requests;

    public ReplyEndpoints(Requests requests) {
        this.requests = requests;
    }

    @Override
    public String name() {
        return "reply";
    }

    @Override
    public Endpoint make(String uri, Component component, String remaining, Map<String, Object> parameters) {
        @Nullable Object failed = parameters.remove("failed");
        if (!remaining.isEmpty() || failed != null && !"true".equals(failed) && !"false".equals(failed)) {
            throw new IllegalArgumentException("bactrian:reply takes nothing but failed=true or false, was " + uri);
        }
        return new ProducingEndpoint(uri, component, new ReplyProducer(requests, "true".equals(failed)));
    }
}
