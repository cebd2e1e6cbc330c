package io.bactrian.coordinator.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.boot.autoconfigure.kafka.KafkaProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;

/**
 * How clients of the broker are set up: {@code spring.kafka.*} says where it is and how to sign in; what the guarantees rest
 * on is not open to choice.
 */
final class Broker {

    private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(3);
    private static final int ANSWERS_AT_ONCE = 100;
    private static final int LOOK_FOR_TOPICS_MILLIS = 5_000;
    private static final int NODE_SILENCE_MILLIS = 10_000;

    private final KafkaProperties properties;
    private final SslBundles sslBundles;
    private final KafkaSettings settings;

    Broker(KafkaProperties properties, SslBundles sslBundles, KafkaSettings settings) {
        this.properties = properties;
        this.sslBundles = sslBundles;
        this.settings = settings;
    }

    /** For commands and dead letters: every replica has a record before it counts as sent, and no retry doubles it. */
    DefaultKafkaProducerFactory<byte[], byte[]> producers() {
        Map<String, Object> config = new HashMap<>(properties.buildProducerProperties(sslBundles));
        int patience = (int) settings.sendTimeout().toMillis();
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, patience);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, patience);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, patience);
        config.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
        DefaultKafkaProducerFactory<byte[], byte[]> producers =
                new DefaultKafkaProducerFactory<>(config, new ByteArraySerializer(), new ByteArraySerializer());
        producers.setPhysicalCloseTimeout((int) LONGEST_GOODBYE.toSeconds());
        return producers;
    }

    /** For answers: nothing is skipped at the first start, and an answer of a transaction that was rolled back is none. */
    DefaultKafkaConsumerFactory<byte[], byte[]> consumers() {
        Map<String, Object> config = new HashMap<>(properties.buildConsumerProperties(sslBundles));
        config.put(ConsumerConfig.GROUP_ID_CONFIG, settings.group());
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, ANSWERS_AT_ONCE);
        config.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, LOOK_FOR_TOPICS_MILLIS);
        // until another node reads what a dead one read: answers wait, and nobody's silence counts
        if (!config.containsKey(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG)) { // which must be shorter
            config.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, NODE_SILENCE_MILLIS);
        }
        return new DefaultKafkaConsumerFactory<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** For questions about the broker itself, which may take this long. */
    Map<String, Object> admin(Duration atMost) {
        return within(atMost, new HashMap<>(properties.buildAdminProperties(sslBundles)));
    }

    /** For questions about what is read, as whoever reads it: who may read a topic in a group may also ask how far it is. */
    Map<String, Object> questionsOfTheReader(Duration atMost) {
        Map<String, Object> config = new HashMap<>(properties.buildConsumerProperties(sslBundles));
        config.keySet().retainAll(AdminClientConfig.configNames());
        return within(atMost, config);
    }

    private static Map<String, Object> within(Duration atMost, Map<String, Object> config) {
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) atMost.toMillis());
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) atMost.toMillis());
        return config;
    }
}
