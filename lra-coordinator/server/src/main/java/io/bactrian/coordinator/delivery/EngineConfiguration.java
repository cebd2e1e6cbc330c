package io.bactrian.coordinator.delivery;

import io.bactrian.coordinator.engine.Corrections;
import io.bactrian.coordinator.engine.Decisions;
import io.bactrian.coordinator.engine.Enrolment;
import io.bactrian.coordinator.engine.Hearing;
import io.bactrian.coordinator.engine.InstanceRegister;
import io.bactrian.coordinator.engine.Interventions;
import io.bactrian.coordinator.engine.RecoveryPass;
import io.bactrian.coordinator.engine.Replies;
import io.bactrian.coordinator.engine.SagaEnds;
import io.bactrian.coordinator.ledger.EndpointSearch;
import io.bactrian.coordinator.ledger.FileOfH2;
import io.bactrian.coordinator.ledger.Ledger;
import io.bactrian.coordinator.ledger.Migrations;
import io.bactrian.coordinator.ledger.SagaSearch;
import io.bactrian.coordinator.ledger.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** The engine as beans; the ledger is brought up to date before anything else happens. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EngineProperties.class)
class EngineConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    @ConditionalOnMissingBean
    Transport transport(EngineProperties properties, ObjectProvider<Carrier> carriers) {
        Transport http = new HttpTransport(properties.callTimeout());
        List<Carrier> others = carriers.orderedStream().toList();
        return others.isEmpty() ? http : new ByScheme(others, http);
    }

    @Bean(destroyMethod = "close")
    RunningEngine runningEngine(
            DataSource dataSource,
            @Value("${spring.datasource.url:}") String configuredUrl,
            Clock clock,
            EngineProperties properties,
            Transport transport,
            ObjectProvider<Hearing> hearing)
            throws SQLException {
        Migrations.migrate(dataSource);
        RunningEngine engine = new RunningEngine(dataSource, clock, properties.settings(), transport);
        hearing.ifAvailable(engine::hearBy);
        engine.begin(isSole(dataSource, configuredUrl));
        if (!properties.pollInterval().isZero()) {
            engine.lookEvery(properties.pollInterval());
        }
        return engine;
    }

    private static boolean isSole(DataSource dataSource, String configuredUrl) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return FileOfH2.isOnlyOurs(connection.getMetaData().getURL(), configuredUrl);
        }
    }

    @Bean
    Ledger ledger(RunningEngine engine) {
        return engine.ledger();
    }

    @Bean
    Transactions ledgerTransactions(RunningEngine engine) {
        return engine.transactions();
    }

    @Bean
    SagaSearch sagaSearch(DataSource dataSource, RunningEngine afterMigration) {
        return new SagaSearch(new JdbcTemplate(dataSource));
    }

    @Bean
    EndpointSearch endpointSearch(DataSource dataSource, RunningEngine afterMigration) {
        return new EndpointSearch(new JdbcTemplate(dataSource));
    }

    @Bean
    Enrolment enrolment(RunningEngine engine) {
        return engine.enrolment();
    }

    @Bean
    Decisions decisions(RunningEngine engine) {
        return engine.decisions();
    }

    @Bean
    Corrections corrections(RunningEngine engine) {
        return engine.corrections();
    }

    @Bean
    Interventions interventions(RunningEngine engine) {
        return engine.interventions();
    }

    @Bean
    InstanceRegister instanceRegister(RunningEngine engine) {
        return engine.instances();
    }

    @Bean
    Replies replies(RunningEngine engine) {
        return engine.replies();
    }

    @Bean
    RecoveryPass recoveryPass(RunningEngine engine) {
        return engine.recoveryPass();
    }

    @Bean
    SagaEnds sagaEnds(RunningEngine engine) {
        return engine.ends();
    }
}
