package io.bactrian.starter.kafka;

import io.bactrian.starter.saga.EndpointMaker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Component;
import org.apache.camel.Endpoint;
import org.apache.camel.util.TimeUtils;
import org.jspecify.annotations.Nullable;

/**
 * {@code bactrian:request:TOPIC?timeout=10s&headers=a,b}: sends the body as a command, with the saga's header and those that are
 * named, and waits for its reply, which becomes the body.
 */
public final class RequestEndpoints implements EndpointMaker {

    static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Requests requests;

    public RequestEndpoints(Requests requests) {
        this.requests = requests;
    }

    @Override
    public String name() {
        return "request";
    }

    @Override
    public Endpoint make(String uri, Component component, String remaining, Map<String, Object> parameters) {
        if (!CommandTopic.isLegal(remaining)) {
            throw new IllegalArgumentException("bactrian:request needs a topic, as in"
                    + " bactrian:request:shipping.commands?timeout=10s, was bactrian:request:" + remaining);
        }
        Duration timeout = timeout(parameters.remove("timeout"));
        List<String> headers = Stream.of(
                        String.valueOf(parameters.getOrDefault("headers", "")).split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
        parameters.remove("headers");
        return new ProducingEndpoint(uri, component, new RequestProducer(requests, remaining, headers, timeout));
    }

    private static Duration timeout(@Nullable Object text) {
        if (text == null) {
            return TIMEOUT;
        }
        long millis;
        try {
            millis = TimeUtils.toMilliSeconds(String.valueOf(text));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException(
                    "timeout of bactrian:request must be a time such as 10s, was " + text, e);
        }
        if (millis < 1) {
            throw new IllegalArgumentException("timeout of bactrian:request must be longer than 0, was " + text);
        }
        return Duration.ofMillis(millis);
    }
}
