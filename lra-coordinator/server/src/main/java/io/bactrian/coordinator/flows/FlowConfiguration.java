package io.bactrian.coordinator.flows;

import io.bactrian.coordinator.ledger.Transactions;
import java.time.Clock;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.jdbc.core.JdbcTemplate;

/** Flows as beans. What was tracked can be looked at whether or not anything is tracked now. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(FlowProperties.class)
class FlowConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(FlowConfiguration.class);

    @Bean
    Declarations flowDeclarations(FlowProperties properties) {
        Declarations declarations = DeclarationCheck.read(properties);
        if (!declarations.isEmpty() && !properties.kafka().enabled()) {
            LOG.warn("flows are declared, but their events are not read: bactrian.kafka.enabled is false");
        }
        return declarations;
    }

    @Bean
    FlowTracker flowTracker(Declarations declarations, DataSource dataSource, Transactions transactions, Clock clock) {
        return new FlowTracker(declarations, new JdbcTemplate(dataSource), transactions, clock);
    }

    @Bean
    @DependsOn("runningEngine") // which brings the ledger's tables up to date
    FlowInquiry flowInquiry(Declarations declarations, DataSource dataSource) {
        return new FlowInquiry(declarations, new JdbcTemplate(dataSource));
    }
}
