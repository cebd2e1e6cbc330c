package io.bactrian.coordinator.kafka;

import io.bactrian.coordinator.delivery.Carrier;
import io.bactrian.coordinator.engine.Replies;
import io.bactrian.coordinator.reading.BrokerCheck;
import io.bactrian.coordinator.reading.GroupProgress;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.kafka.KafkaProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.MicrometerConsumerListener;

/** Participants over Kafka; without the property nothing of it is there, and no broker is needed. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("bactrian.kafka.enabled")
@EnableConfigurationProperties({KafkaSettings.class, KafkaProperties.class})
class KafkaConfiguration {

    private static final Duration LONGEST_QUESTION = Duration.ofSeconds(2);

    @Bean
    Counts kafkaCounts(MeterRegistry registry) {
        return new Counts(registry);
    }

    @Bean
    Broker broker(KafkaProperties properties, SslBundles sslBundles, KafkaSettings settings) {
        return new Broker(properties, sslBundles, settings);
    }

    @Bean(destroyMethod = "close")
    Outlet outlet(Broker broker, MeterRegistry registry) {
        return new Outlet(broker.producers(), registry);
    }

    @Bean
    Carrier kafkaCarrier(
            Outlet outlet,
            KafkaSettings settings,
            Counts counts,
            @Value("${bactrian.call-timeout:30s}") Duration callTimeout) {
        return new Carrier(
                "kafka", new KafkaTransport(new Commands(settings.replyTopic()), outlet.lanes(), callTimeout, counts));
    }

    @Bean
    ReplyConsumer replyConsumer(
            Broker broker,
            Outlet outlet,
            KafkaSettings settings,
            Replies replies,
            Counts counts,
            MeterRegistry registry,
            @Value("${bactrian.call-timeout:30s}") Duration callTimeout) {
        DefaultKafkaConsumerFactory<byte[], byte[]> consumers = broker.consumers();
        consumers.addListener(new MicrometerConsumerListener<>(registry));
        ReplyListener listener = new ReplyListener(new ReplyReader(callTimeout), replies::take, counts);
        return new ReplyConsumer(consumers, outlet.operations(), settings, listener, counts);
    }

    @Bean(destroyMethod = "close")
    GroupProgress replyProgress(Broker broker, KafkaSettings settings) {
        return new GroupProgress(broker.questionsOfTheReader(LONGEST_QUESTION), settings.group());
    }

    @Bean
    ReplyHearing replyHearing(
            GroupProgress replyProgress,
            KafkaSettings settings,
            Clock clock,
            @Value("${bactrian.call-timeout:30s}") Duration callTimeout) {
        return new ReplyHearing(replyProgress, settings.replyTopic(), callTimeout, clock);
    }

    @Bean
    HealthIndicator kafkaHealthIndicator(Broker broker, ReplyConsumer consumer, KafkaSettings settings) {
        return new KafkaHealthIndicator(
                new BrokerCheck(
                        broker.admin(LONGEST_QUESTION),
                        "commands and answers wait until the broker is back; sagas over HTTP go on"),
                consumer,
                settings.replyTopic());
    }
}
