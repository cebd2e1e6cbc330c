package io.bactrian.starter.kafka;

import io.bactrian.starter.protocol.LraHeaders;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/** Answers a command, on the topic that it names. */
final class ReplyProducer implements Processor {

    private final Requests requests;
    private final boolean failed;

    ReplyProducer(Requests requests, boolean failed) {
        this.requests = requests;
        this.failed = failed;
    }

    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        String topic = message.getHeader(LraHeaders.REPLY_TOPIC, String.class);
        if (topic == null) {
            throw new IllegalStateException("bactrian:reply needs the header " + LraHeaders.REPLY_TOPIC
                    + " of the command that is answered: its sender has set none, or the route has removed it");
        }
        Map<String, String> headers = new LinkedHashMap<>();
        Stream.of(LraHeaders.LRA, LraHeaders.REPLY_TOKEN, LraHeaders.TRACEPARENT, LraHeaders.TRACESTATE)
                .forEach(name -> {
                    String value = message.getHeader(name, String.class);
                    if (value != null) {
                        headers.put(name, value);
                    }
                });
        if (failed) {
            headers.put(LraHeaders.STATUS, Requests.FAILED);
        }
        requests.send(topic, SagaKey.of(message), value(exchange), headers);
    }

    private byte @Nullable [] value(Exchange exchange) {
        Exception failure = failed ? exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class) : null;
        if (failure != null) {
            String why = failure.getMessage() == null ? failure.getClass().getName() : failure.getMessage();
            return why.getBytes(StandardCharsets.UTF_8);
        }
        Object body = exchange.getMessage().getBody();
        if (body == null) {
            return null;
        }
        byte @Nullable [] bytes = exchange.getContext().getTypeConverter().tryConvertTo(byte[].class, exchange, body);
        if (bytes == null) {
            throw new IllegalArgumentException("bactrian:reply cannot send a body of type "
                    + body.getClass().getName() + ": make text or bytes of it, for example with marshal().json()");
        }
        return bytes;
    }
}
