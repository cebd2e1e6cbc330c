package io.bactrian.starter.autoconfigure;

import io.bactrian.starter.kafka.CommandTopic;
import io.bactrian.starter.kafka.KafkaCallbacks;
import io.bactrian.starter.kafka.KafkaConnection;
import io.bactrian.starter.kafka.ReplyEndpoints;
import io.bactrian.starter.kafka.RequestEndpoints;
import io.bactrian.starter.kafka.Requests;
import io.bactrian.starter.saga.EndpointMaker;
import io.bactrian.starter.saga.SagaSettings;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.kafka.clients.CommonClientConfigs;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.kafka.KafkaProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;

/** Callbacks and steps over Kafka, on the connection that {@code spring.kafka.*} describes. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({KafkaTemplate.class, CommonClientConfigs.class})
class KafkaConfiguration {

    private static final String SERVERS = "spring.kafka.bootstrap-servers";
    private static final String CAMEL_SERVERS = "camel.component.kafka.brokers";

    /** The application's own factories, with all that its beans add to them; else what its properties say. */
    @Bean
    @Lazy // who has no use for it gets none of the application's clients made for it
    KafkaConnection bactrianKafkaConnection(
            ObjectProvider<ConsumerFactory<?, ?>> consumers,
            ObjectProvider<ProducerFactory<?, ?>> producers,
            ObjectProvider<KafkaAdmin> admins,
            ObjectProvider<KafkaProperties> properties,
            ObjectProvider<SslBundles> bundles,
            Environment environment) {
        ConsumerFactory<?, ?> consumer = consumers.getIfUnique();
        ProducerFactory<?, ?> producer = producers.getIfUnique();
        KafkaAdmin admin = admins.getIfUnique();
        KafkaProperties otherwise = properties.getIfAvailable(KafkaProperties::new);
        SslBundles ssl = bundles.getIfAvailable();
        // who speaks Kafka with Camel alone has named the broker there
        String servers = environment.getProperty(SERVERS) == null ? environment.getProperty(CAMEL_SERVERS) : null;
        return new KafkaConnection(
                with(
                        servers,
                        consumer == null
                                ? otherwise.buildConsumerProperties(ssl)
                                : consumer.getConfigurationProperties()),
                with(
                        servers,
                        producer == null
                                ? otherwise.buildProducerProperties(ssl)
                                : producer.getConfigurationProperties()),
                with(
                        servers,
                        admin == null ? otherwise.buildAdminProperties(ssl) : admin.getConfigurationProperties()));
    }

    private static Map<String, Object> with(@Nullable String servers, Map<String, Object> properties) {
        Map<String, Object> all = new HashMap<>(properties);
        if (servers != null) {
            all.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers);
        }
        return all;
    }

    @Bean
    TransportFactory bactrianCallbacksOverKafka(
            ObjectProvider<KafkaConnection> connection, BactrianProperties properties) {
        return new OverKafka(connection, properties.getCallbacks());
    }

    @Bean(destroyMethod = "close")
    @Lazy
    Requests bactrianRequests(
            KafkaConnection connection, BactrianProperties properties, CamelContext camel, Environment environment) {
        String application = Settings.application(properties, environment, camel);
        String topic = properties.getRequests().getReplyTopic();
        return new Requests(
                connection, Settings.topic("bactrian.requests.reply-topic", topic, "bactrian.replies." + application));
    }

    @Bean
    @Lazy
    EndpointMaker bactrianRequestEndpoints(Requests requests) {
        return new RequestEndpoints(requests);
    }

    @Bean
    @Lazy
    EndpointMaker bactrianReplyEndpoints(Requests requests) {
        return new ReplyEndpoints(requests);
    }

    /** Camel's own component for Kafka, where there is one. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(KafkaComponent.class)
    static class WithCamelKafka {

        @Bean
        @ConditionalOnMissingBean(name = "bactrianKafkaHeaders")
        static ComponentCustomizer bactrianKafkaHeaders() {
            return new KafkaHeadersAsText();
        }
    }

    private record OverKafka(ObjectProvider<KafkaConnection> connection, BactrianProperties.Callbacks callbacks)
            implements TransportFactory {

        @Override
        public CallbackVia via() {
            return CallbackVia.KAFKA;
        }

        @Override
        public KafkaCallbacks create(SagaSettings settings) {
            String group = "bactrian.callbacks." + settings.application();
            String topic = Settings.topic("bactrian.callbacks.topic", callbacks.getTopic(), group);
            return new KafkaCallbacks(
                    connection.getObject(),
                    new KafkaCallbacks.Settings(
                            new CommandTopic(topic),
                            group,
                            callbacks.getPartitions(),
                            settings.answerWithin(),
                            settings.callbackThreads()));
        }
    }
}
