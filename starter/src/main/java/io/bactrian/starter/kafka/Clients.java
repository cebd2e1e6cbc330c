package io.bactrian.starter.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.support.ProducerListener;

/** Kafka clients for commands, requests and their answers, on the application's own connection settings. */
final class Clients {

    private static final Duration CLOSE = Duration.ofSeconds(5);

    private Clients() {}

    /**
     * @param patience until a request has an answer
     */
    static Admin admin(KafkaConnection connection, Duration patience) {
        Map<String, Object> properties = new HashMap<>(connection.admin());
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) patience.toMillis() / 2);
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) patience.toMillis());
        return Admin.create(properties);
    }

    /**
     * Nothing is waited for longer than a coordinator or a route would.
     *
     * @param blockAtMost how long a send may wait for a broker before it fails at once
     * @param deliverWithin how long the client repeats a send
     */
    static DefaultKafkaProducerFactory<String, byte[]> producers(
            KafkaConnection connection, Duration blockAtMost, Duration deliverWithin) {
        Map<String, Object> properties = new HashMap<>(connection.producer());
        properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, blockAtMost.toMillis());
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) deliverWithin.toMillis() / 2);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) deliverWithin.toMillis());
        properties.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
        DefaultKafkaProducerFactory<String, byte[]> factory = new DefaultKafkaProducerFactory<>(properties);
        factory.setPhysicalCloseTimeout((int) CLOSE.toSeconds());
        return factory;
    }

    /** For templates, whose standard one writes keys and values into the log: whoever sends tells of a failure, without them. */
    static ProducerListener<String, byte[]> quiet() {
        return new ProducerListener<>() {};
    }

    /** Consumers that commit by hand and are missed within ten seconds, unless the application says otherwise. */
    static DefaultKafkaConsumerFactory<String, byte[]> consumers(KafkaConnection connection, int mostRecords) {
        Map<String, Object> properties = new HashMap<>(connection.consumer());
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // a command that was sent before this group came for the first time must not be lost
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, mostRecords);
        // what a transaction wrote that was aborted has not happened
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        if (!properties.containsKey(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG)) { // which must be shorter
            properties.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        }
        properties.putIfAbsent(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        return new DefaultKafkaConsumerFactory<>(properties);
    }
}
