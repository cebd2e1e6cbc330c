package io.bactrian.participants.events;

import java.time.Duration;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Sends one record and waits until every replica that is in sync has it. Brokers and security are those of Camel's component. */
final class KafkaSender {

    private final CamelContext camel;
    private final String endpoint;
    private @Nullable ProducerTemplate template;

    KafkaSender(CamelContext camel, Duration timeout) {
        this.camel = camel;
        String serializer = ByteArraySerializer.class.getName();
        this.endpoint =
                "kafka:events?synchronous=true&requestRequiredAcks=all&lingerMs=0&keySerializer=%s&valueSerializer=%s"
                                .formatted(serializer, serializer)
                        + "&requestTimeoutMs=%d&maxBlockMs=%d&deliveryTimeoutMs=%d"
                                .formatted(timeout.toMillis() / 2, timeout.toMillis() / 2, timeout.toMillis());
    }

    /**
     * Sends a record.
     *
     * @param headers texts and bytes
     * @throws NotSentException if Kafka has not acknowledged it; it may have it all the same
     */
    void send(String topic, byte @Nullable [] key, Map<String, Object> headers, byte @Nullable [] value) {
        Exchange sent = template().send(endpoint, exchange -> {
            Message message = exchange.getMessage();
            message.setHeaders(headers);
            message.setHeader(KafkaConstants.OVERRIDE_TOPIC, topic);
            if (key != null) {
                message.setHeader(KafkaConstants.KEY, key);
            }
            message.setBody(value);
        });
        if (sent.getException() != null) {
            throw new NotSentException(topic, sent.getException());
        }
    }

    private synchronized ProducerTemplate template() {
        if (template == null) {
            template = camel.createProducerTemplate();
        }
        return template;
    }
}
