package io.bactrian.starter.kafka;

import io.bactrian.starter.protocol.LraHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/** Sends the body as a command and goes on with the reply. */
final class RequestProducer implements Processor {

    private final Requests requests;
    private final String topic;
    private final List<String> headers;
    private final Duration timeout;

    RequestProducer(Requests requests, String topic, List<String> headers, Duration timeout) {
        this.requests = requests;
        this.topic = topic;
        this.headers = headers;
        this.timeout = timeout;
    }

    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        byte @Nullable [] reply =
                requests.request(topic, SagaKey.of(message), body(exchange), headersOf(message), timeout);
        message.setBody(reply == null ? null : new String(reply, StandardCharsets.UTF_8));
    }

    private Map<String, String> headersOf(Message message) {
        Map<String, String> sent = new LinkedHashMap<>();
        Stream.concat(Stream.of(LraHeaders.LRA, LraHeaders.TRACEPARENT, LraHeaders.TRACESTATE), headers.stream())
                .forEach(name -> {
                    String value = message.getHeader(name, String.class);
                    if (value != null) {
                        sent.put(name, value);
                    }
                });
        return sent;
    }

    private byte[] body(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        if (body == null) {
            return new byte[0];
        }
        byte @Nullable [] bytes = exchange.getContext().getTypeConverter().tryConvertTo(byte[].class, exchange, body);
        if (bytes == null) {
            throw new IllegalArgumentException("bactrian:request:" + topic + " cannot send a body of type "
                    + body.getClass().getName() + ": make text or bytes of it, for example with marshal().json()");
        }
        return bytes;
    }
}
