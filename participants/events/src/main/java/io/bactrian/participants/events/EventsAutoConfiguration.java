package io.bactrian.participants.events;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.DatabaseMetaData;
import java.time.Clock;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

@AutoConfiguration
@ConditionalOnProperty(prefix = "bactrian.events", name = "enabled", matchIfMissing = true)
@EnableConfigurationProperties(EventsProperties.class)
class EventsAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Clock eventClock() {
        return Clock.systemUTC();
    }

    @Bean
    OutboxStore outboxStore(DataSource dataSource, ObjectMapper json) {
        return new OutboxStore(dataSource, json);
    }

    @Bean
    Outbox outbox(
            OutboxStore store,
            ObjectMapper json,
            Clock clock,
            EventsProperties properties,
            OutboxRelay relay,
            @Value("${spring.application.name:}") String application) {
        String source = properties.source();
        return new Outbox(store, json, clock, source == null ? application : source, relay::published);
    }

    @Bean
    KafkaSender eventSender(CamelContext camel, EventsProperties properties) {
        return new KafkaSender(camel, properties.sendTimeout());
    }

    @Bean
    OutboxRelay outboxRelay(
            OutboxStore store,
            KafkaSender sender,
            PlatformTransactionManager transactions,
            DataSource dataSource,
            @Value("${spring.datasource.url:}") String configuredUrl,
            EventsProperties properties)
            throws MetaDataAccessException {
        String url = JdbcUtils.extractDatabaseMetaData(dataSource, DatabaseMetaData::getURL);
        return new OutboxRelay(
                store,
                sender,
                readCommitted(transactions),
                properties.relayPeriod(),
                FileOfH2.isOnlyOurs(url, configuredUrl));
    }

    @Bean
    ConsumedEvents consumedEvents(JdbcClient jdbc, PlatformTransactionManager transactions, Clock clock) {
        return new ConsumedEvents(jdbc, transactions, clock);
    }

    @Bean
    ConsumedEventsKeeper consumedEventsKeeper(ConsumedEvents consumed, EventsProperties properties) {
        return new ConsumedEventsKeeper(consumed, properties.keepConsumed());
    }

    @Bean
    EventMeters eventMeters(ObjectProvider<MeterRegistry> registry, OutboxStore outbox) {
        return new EventMeters(registry.getIfAvailable(SimpleMeterRegistry::new), outbox);
    }

    @Bean("once-per-event")
    OncePerEventPolicy oncePerEvent(
            ObjectMapper json,
            ConsumedEvents consumed,
            PlatformTransactionManager transactions,
            KafkaSender sender,
            Clock clock,
            EventsProperties properties,
            EventMeters meters) {
        EventHandling handling = new EventHandling(
                new EventReader(json),
                consumed,
                readCommitted(transactions),
                new DeadLetters(sender, clock, properties.deadLetterSuffix()),
                properties.retry(),
                meters);
        return new OncePerEventPolicy(handling, properties.retry());
    }

    /** Whoever has waited for a row must see what the one before has committed. */
    private static TransactionTemplate readCommitted(PlatformTransactionManager transactions) {
        TransactionTemplate template = new TransactionTemplate(transactions);
        template.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
        return template;
    }
}
