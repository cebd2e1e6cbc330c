package io.bactrian.starter.autoconfigure;

import io.bactrian.starter.protocol.LraHeaders;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Component;
import org.apache.camel.Ordered;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.serde.KafkaHeaderDeserializer;
import org.apache.camel.spi.ComponentCustomizer;
import org.jspecify.annotations.Nullable;

/**
 * Gives routes that consume from Kafka the headers of sagas as text: Camel leaves all headers of a record as the bytes they are,
 * and a comparison or a log line would not get what it expects. All others stay as the application wants them.
 */
final class KafkaHeadersAsText implements ComponentCustomizer {

    @Override
    public boolean isEnabled(String name, Component component) {
        return component instanceof KafkaComponent;
    }

    @Override
    public void configure(String name, Component component) {
        KafkaComponent kafka = (KafkaComponent) component;
        KafkaHeaderDeserializer own = kafka.getConfiguration().getHeaderDeserializer();
        kafka.getConfiguration()
                .setHeaderDeserializer(
                        (header, value) -> LraHeaders.isOfSagas(header) ? text(value) : own.deserialize(header, value));
    }

    /** A header may have no value, and a fault here would stop the consumer at its record for ever. */
    private static @Nullable String text(byte @Nullable [] value) {
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    /** After those that set what the application's properties say. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST;
    }
}
