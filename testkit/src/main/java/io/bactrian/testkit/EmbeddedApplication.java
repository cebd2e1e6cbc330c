package io.bactrian.testkit;

import com.zaxxer.hikari.HikariDataSource;
import io.bactrian.coordinator.CoordinatorApplication;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.web.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The coordinator without its pages and metrics. It names what it is made of, because the class path it finds itself on
 * is that of the application under test, whose Camel, brokers and security must not start a second time in here. Spring
 * Boot's own start is left out for the same reason, and because to find out what is not wanted takes as long as the rest.
 */
@Configuration(proxyBeanMethods = false)
@ComponentScan(
        basePackageClasses = CoordinatorApplication.class,
        excludeFilters = {
            @ComponentScan.Filter(type = FilterType.ASSIGNABLE_TYPE, classes = CoordinatorApplication.class),
            @ComponentScan.Filter(
                    type = FilterType.REGEX,
                    pattern = "io\\.bactrian\\.coordinator\\.(console|observe|security)\\..*")
        })
@Import(EmbeddedWeb.class)
class EmbeddedApplication {

    static final String LEDGER_URL = "spring.datasource.url";

    /**
     * Returns when it listens.
     *
     * @param settings come before those of the process, and its environment
     * @param prepare changes the context before its beans are made
     */
    static AnnotationConfigServletWebServerApplicationContext start(
            Map<String, Object> settings, Consumer<GenericApplicationContext> prepare) {
        AnnotationConfigServletWebServerApplicationContext starting =
                new AnnotationConfigServletWebServerApplicationContext();
        starting.getBeanFactory().setConversionService(ApplicationConversionService.getSharedInstance());
        ConfigurableEnvironment environment = starting.getEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("Bactrian Test Kit", settings));
        ConfigurationPropertySources.attach(environment);
        prepare.accept(starting);
        starting.register(EmbeddedApplication.class);
        starting.refresh();
        return starting;
    }

    @Bean
    DataSource ledgerDatabase(Environment environment) {
        HikariDataSource database = new HikariDataSource();
        database.setDriverClassName("org.h2.Driver");
        database.setJdbcUrl(environment.getRequiredProperty(LEDGER_URL));
        database.setUsername("sa");
        database.setPassword("");
        return database;
    }

    @Bean
    JdbcTemplate jdbcTemplate(DataSource ledgerDatabase) {
        return new JdbcTemplate(ledgerDatabase);
    }

    /** What only participants over Kafka need. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty("bactrian.kafka.enabled")
    @Import(SslAutoConfiguration.class)
    static class Kafka {

        /** Counts that nobody collects. */
        @Bean
        MeterRegistry meterRegistry() {
            return new SimpleMeterRegistry();
        }
    }
}
