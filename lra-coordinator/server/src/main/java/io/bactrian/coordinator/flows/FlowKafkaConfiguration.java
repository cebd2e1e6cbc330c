package io.bactrian.coordinator.flows;

import io.bactrian.coordinator.reading.BrokerCheck;
import io.bactrian.coordinator.reading.GroupProgress;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.kafka.KafkaProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.event.ListenerContainerIdleEvent;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.FixedBackOff;

/** Reading events from Kafka; without the property, or a flow, nothing of it is there, and no broker is needed. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("bactrian.kafka.enabled")
@Conditional(FlowKafkaConfiguration.AnyFlow.class)
@EnableConfigurationProperties(KafkaProperties.class)
class FlowKafkaConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(FlowKafkaConfiguration.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
    private static final Duration SIGN_IN_AGAIN = Duration.ofSeconds(10);
    private static final int LOOK_FOR_TOPICS_MILLIS = 30_000;
    private static final int NODE_SILENCE_MILLIS = 10_000;

    @Bean
    FlowReading flowReading(
            Declarations declarations,
            FlowTracker tracker,
            FlowProperties properties,
            KafkaProperties kafka,
            SslBundles sslBundles,
            Clock clock) {
        String group = properties.flowTracker().group();
        DefaultKafkaProducerFactory<byte[], byte[]> letters = producers(kafka, sslBundles);
        EventListener listener = new EventListener(
                new EventReader(declarations),
                tracker,
                new DeadLetters(letters, properties.flowTracker().deadLetterTopic(), PATIENCE),
                clock);
        GroupProgress progress = new GroupProgress(questionsOfTheReader(kafka, sslBundles), group);
        return new FlowReading(
                tracker,
                new LateWatch(declarations, tracker, progress, clock),
                container(consumers(kafka, sslBundles, group), declarations, listener),
                progress,
                letters,
                properties);
    }

    @Bean
    HealthIndicator flowTrackerHealthIndicator(
            FlowReading reading, Declarations declarations, KafkaProperties kafka, SslBundles sslBundles) {
        return new FlowHealthIndicator(
                new BrokerCheck(
                        admin(kafka, sslBundles),
                        "events of flows wait in their topics until the broker is back, and nothing is called late"),
                reading,
                declarations);
    }

    /** One consumer a process: its events are put into the ledger one flow after the other. */
    static ConcurrentMessageListenerContainer<byte[], byte[]> container(
            DefaultKafkaConsumerFactory<byte[], byte[]> consumers, Declarations declarations, EventListener listener) {
        ContainerProperties settings =
                new ContainerProperties(declarations.topics().toArray(String[]::new));
        settings.setMessageListener(listener);
        settings.setAckMode(ContainerProperties.AckMode.MANUAL); // the listener commits by itself
        settings.setIdleEventInterval(IDLE.toMillis());
        settings.setIdleBeforeDataMultiplier(1.0);
        settings.setAuthExceptionRetryInterval(SIGN_IN_AGAIN);
        ConcurrentMessageListenerContainer<byte[], byte[]> container =
                new ConcurrentMessageListenerContainer<>(consumers, settings);
        container.setBeanName("bactrian-flows");
        container.setCommonErrorHandler(waiting());
        container.setApplicationEventPublisher(event -> {
            if (event instanceof ListenerContainerIdleEvent idle) {
                listener.idle(idle.getConsumer());
            }
        });
        return container;
    }

    /** What cannot be read never gets here: it is the ledger that cannot be used. It is waited for, nothing is skipped. */
    private static DefaultErrorHandler waiting() {
        DefaultErrorHandler handler =
                new DefaultErrorHandler(new FixedBackOff(BETWEEN_TRIES.toMillis(), FixedBackOff.UNLIMITED_ATTEMPTS));
        handler.setClassifications(Map.of(), true);
        handler.setLogLevel(org.springframework.kafka.KafkaException.Level.DEBUG);
        handler.setRetryListeners(new LedgerTrouble(LOG));
        return handler;
    }

    static DefaultKafkaConsumerFactory<byte[], byte[]> consumers(
            KafkaProperties kafka, SslBundles sslBundles, String group) {
        Map<String, Object> config = new HashMap<>(kafka.buildConsumerProperties(sslBundles));
        config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        // at the first start, and in a partition that is new: nothing is skipped
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // an event of a transaction that was rolled back did not happen
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        // whoever watches does not make topics: how many partitions they have is for their owners to say
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, LOOK_FOR_TOPICS_MILLIS);
        // until another node reads what a dead one read: nothing is called late
        if (!config.containsKey(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG)) { // which must be shorter
            config.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, NODE_SILENCE_MILLIS);
        }
        return new DefaultKafkaConsumerFactory<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static DefaultKafkaProducerFactory<byte[], byte[]> producers(KafkaProperties kafka, SslBundles sslBundles) {
        Map<String, Object> config = new HashMap<>(kafka.buildProducerProperties(sslBundles));
        int patience = (int) PATIENCE.toMillis();
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, patience);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, patience);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, patience);
        config.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
        return new DefaultKafkaProducerFactory<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static Map<String, Object> admin(KafkaProperties kafka, SslBundles sslBundles) {
        return patient(new HashMap<>(kafka.buildAdminProperties(sslBundles)));
    }

    /** As whoever reads: who may read a topic in a group may also ask how far it is. */
    static Map<String, Object> questionsOfTheReader(KafkaProperties kafka, SslBundles sslBundles) {
        Map<String, Object> config = new HashMap<>(kafka.buildConsumerProperties(sslBundles));
        config.keySet().retainAll(AdminClientConfig.configNames());
        return patient(config);
    }

    private static Map<String, Object> patient(Map<String, Object> config) {
        config.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        config.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        return config;
    }

    /** Any flow is declared. */
    static final class AnyFlow implements Condition {

        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return Binder.get(context.getEnvironment())
                    .bind("bactrian.flows", Bindable.mapOf(String.class, Object.class))
                    .isBound();
        }
    }
}
