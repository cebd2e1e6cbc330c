package io.bactrian.coordinator.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.MicrometerProducerListener;
import org.springframework.kafka.support.ProducerListener;

/** The one producer of this process, with the lanes that lead to it. */
final class Outlet implements AutoCloseable {

    private final DefaultKafkaProducerFactory<byte[], byte[]> producers;
    private final KafkaTemplate<byte[], byte[]> template;
    private final Lanes lanes;

    Outlet(DefaultKafkaProducerFactory<byte[], byte[]> producers, MeterRegistry registry) {
        producers.addListener(new MicrometerProducerListener<>(registry));
        this.producers = producers;
        this.template = new KafkaTemplate<>(producers);
        template.setProducerListener(
                new ProducerListener<>() {}); // whoever sends hears of a failure, and tells it once
        this.lanes = new Lanes(template::send);
    }

    Lanes lanes() {
        return lanes;
    }

    KafkaOperations<byte[], byte[]> operations() {
        return template;
    }

    @Override
    public void close() {
        lanes.close();
        producers.destroy();
    }
}
