package io.bactrian.starter.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bactrian.starter.barrier.OncePolicy;
import io.bactrian.starter.callback.StepRun;
import io.bactrian.starter.protocol.LraId;
import io.bactrian.starter.saga.BactrianSagaService;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.springboot.PlatformHttpComponentAutoConfiguration;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpAutoConfiguration;
import org.apache.camel.spi.Policy;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

class OnceAutoConfigurationTest {

    private final String database = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";

    private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    OnceAutoConfiguration.class,
                    BactrianAutoConfiguration.class,
                    DataSourceAutoConfiguration.class,
                    DataSourceTransactionManagerAutoConfiguration.class,
                    CamelAutoConfiguration.class,
                    TaskExecutionAutoConfiguration.class,
                    PlatformHttpComponentAutoConfiguration.class,
                    SpringBootPlatformHttpAutoConfiguration.class))
            .withPropertyValues(
                    "camel.lra.coordinator-url=http://localhost:1",
                    "camel.lra.local-participant-url=http://localhost:2",
                    "spring.datasource.url=" + database);

    @Test
    void offersThePolicyAndItsTableWhereThereIsADatabase() {
        runner.run(context -> {
            assertThat(context).hasNotFailed().hasBean("once");
            assertThat(context.getBean(CamelContext.class).getRegistry().lookupByNameAndType("once", Policy.class))
                    .isInstanceOf(OncePolicy.class);
            assertThat(rows(context.getBean(DataSource.class))).isZero();
        });
    }

    @Test
    void startsWithoutSpringsJdbcAndTransactions() {
        runner.withClassLoader(new FilteredClassLoader("org.springframework.jdbc", "org.springframework.transaction"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(BactrianSagaService.class)
                        .doesNotHaveBean("once"));
        runner.withClassLoader(new FilteredClassLoader("org.springframework.transaction"))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("once"));
    }

    @Test
    void backsOffForABeanOfThatName() {
        runner.withUserConfiguration(OwnPolicy.class).run(context -> {
            assertThat(context).hasNotFailed().doesNotHaveBean(OncePolicy.class);
            assertThat(context.getBean("once")).isInstanceOf(Policy.class);
        });
    }

    @Test
    void backsOffWhereItCannotTellWhichDatabaseIsMeant() {
        runner.withUserConfiguration(TwoDatabases.class)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("once"));
    }

    @Test
    void isOffWithSagas() {
        runner.withPropertyValues("camel.lra.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("once"));
    }

    @Test
    void saysWhatToDoWhereTheTableIsMissing() {
        runner.withPropertyValues("bactrian.once.initialize-schema=never")
                .withBean(RouteBuilder.class, Undoing::new)
                .run(context -> {
                    Exchange exchange = context.getBean(CamelContext.class)
                            .createProducerTemplate()
                            .request("direct:undo", undoing -> new StepRun(
                                            StepRun.Phase.COMPENSATION,
                                            LraId.parse("http://c/lra-coordinator/1"),
                                            "begin",
                                            "step",
                                            Map.of())
                                    .mark(undoing));
                    assertThat(exchange.getException())
                            .hasMessage("policy(\"once\") needs the table bactrian_once: add the SQL of"
                                    + " classpath:io/bactrian/starter/barrier/once.sql to your Flyway or Liquibase"
                                    + " changes, or set bactrian.once.initialize-schema=always");
                });
    }

    @Test
    void isNotHealthyWhereARouteUsesThePolicyWithoutItsTable() {
        runner.withPropertyValues("bactrian.once.initialize-schema=never")
                .withBean(RouteBuilder.class, Undoing::new)
                .run(context -> {
                    String fault = "policy(\"once\") needs the table bactrian_once: add the SQL of"
                            + " classpath:io/bactrian/starter/barrier/once.sql to your Flyway or Liquibase"
                            + " changes, or set bactrian.once.initialize-schema=always";
                    BactrianSagaService sagas = context.getBean(BactrianSagaService.class);
                    assertThat(sagas.faults()).containsExactly(fault);

                    new ResourceDatabasePopulator(new ClassPathResource("io/bactrian/starter/barrier/once.sql"))
                            .execute(context.getBean(DataSource.class));

                    assertThat(sagas.faults()).isEmpty();
                });
    }

    @Test
    void needsNoTableWhereNoRouteUsesThePolicy() {
        runner.withPropertyValues("bactrian.once.initialize-schema=never").run(context -> assertThat(
                        context.getBean(BactrianSagaService.class).faults())
                .isEmpty());
    }

    @Test
    void startsWhereTheDatabaseIsAway() {
        runner.withPropertyValues("bactrian.once.initialize-schema=never")
                .withBean(RouteBuilder.class, Undoing::new)
                .withBean(DataSource.class, () -> new DriverManagerDataSource("jdbc:h2:mem:away;IFEXISTS=TRUE"))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(BactrianSagaService.class).faults())
                            .isEmpty();
                });
    }

    @Test
    void describesItsPropertyToEditors() throws IOException {
        try (InputStream metadata = getClass().getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            JsonNode found = null;
            for (JsonNode property : new ObjectMapper().readTree(metadata).path("properties")) {
                if (property.path("name").asText().equals("bactrian.once.initialize-schema")) {
                    found = property;
                }
            }
            assertThat(found).isNotNull();
            assertThat(found.path("defaultValue").asText()).isEqualTo("embedded");
            assertThat(found.path("description").asText()).startsWith("When to create the table bactrian_once");
        }
    }

    private static int rows(DataSource dataSource) {
        return JdbcClient.create(dataSource)
                .sql("select count(*) from bactrian_once")
                .query(Integer.class)
                .single();
    }

    private static final class Undoing extends RouteBuilder {

        @Override
        public void configure() {
            from("direct:undo").policy("once").log("undone");
        }
    }

    @Configuration
    static class OwnPolicy {

        @Bean
        Policy once() {
            return new Policy() {

                @Override
                public void beforeWrap(Route route, org.apache.camel.NamedNode definition) {
                    // nothing to prepare
                }

                @Override
                public Processor wrap(Route route, Processor processor) {
                    return processor;
                }
            };
        }
    }

    @Configuration
    static class TwoDatabases {

        @Bean
        DataSource orders() {
            return new DriverManagerDataSource("jdbc:h2:mem:orders");
        }

        @Bean
        DataSource stock() {
            return new DriverManagerDataSource("jdbc:h2:mem:stock");
        }
    }
}
