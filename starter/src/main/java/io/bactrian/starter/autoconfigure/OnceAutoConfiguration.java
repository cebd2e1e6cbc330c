package io.bactrian.starter.autoconfigure;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bactrian.starter.barrier.OnceListener;
import io.bactrian.starter.barrier.OncePolicy;
import io.bactrian.starter.saga.BactrianSagaService;
import java.time.Clock;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.boot.sql.init.DatabaseInitializationSettings;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * The policy {@code once}, where there is one database with its transaction manager. Backs off for a bean of that name: an application
 * with several databases declares its own.
 */
@AutoConfiguration(
        after = {
            BactrianAutoConfiguration.class,
            DataSourceAutoConfiguration.class,
            DataSourceTransactionManagerAutoConfiguration.class,
            JacksonAutoConfiguration.class
        },
        afterName = "org.springframework.boot.autoconfigure.orm.jpa.HibernateJpaAutoConfiguration")
@ConditionalOnClass({DataSource.class, JdbcClient.class, PlatformTransactionManager.class})
@ConditionalOnBean(BactrianSagaService.class)
public class OnceAutoConfiguration {

    static final DatabaseInitializationMode INITIALIZE_SCHEMA = DatabaseInitializationMode.EMBEDDED;

    // apart: the methods of a class whose types are missing cannot even be looked at
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(name = "once")
    @ConditionalOnSingleCandidate(DataSource.class)
    static class WithOneDatabase {

        /** Creates the table in databases in memory, or in any if told so; after Flyway and Liquibase. */
        @Bean
        @ConditionalOnMissingBean(name = "onceTableInitializer")
        DataSourceScriptDatabaseInitializer onceTableInitializer(DataSource dataSource, BactrianProperties properties) {
            DatabaseInitializationSettings settings = new DatabaseInitializationSettings();
            settings.setSchemaLocations(List.of("classpath:io/bactrian/starter/barrier/once.sql"));
            DatabaseInitializationMode mode = properties.getOnce().getInitializeSchema();
            settings.setMode(mode);
            return new DataSourceScriptDatabaseInitializer(dataSource, settings);
        }

        @Bean
        @DependsOnDatabaseInitialization
        @ConditionalOnSingleCandidate(PlatformTransactionManager.class)
        OncePolicy once(
                DataSource dataSource,
                PlatformTransactionManager transactions,
                ObjectProvider<ObjectMapper> json,
                ObjectProvider<OnceListener> listeners) {
            return new OncePolicy(
                    dataSource,
                    transactions,
                    json.getIfAvailable(
                            () -> JsonMapper.builder().findAndAddModules().build()),
                    listeners.orderedStream().toList(),
                    Clock.systemUTC());
        }
    }
}
