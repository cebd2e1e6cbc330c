package io.bactrian.testkit.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.bactrian.testkit.BactrianTest;
import io.bactrian.testkit.SagaScript;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The shop has no database: the one that comes with the kit is none of its own. */
@ShopTest
class NoDatabaseTest {

    @Autowired
    private ApplicationContext application;

    @Test
    void anApplicationGetsNoDatabaseOnlyBecauseItsTestsHaveOne() {
        assertThat(application.getBeansOfType(DataSource.class)).isEmpty();
        assertThat(application.containsBean("once")).isFalse();
    }

    @Test
    void whatNeedsADatabaseFailsAsInProductionAndIsToldWhy() {
        List<Throwable> failures = new ArrayList<>();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(NeedsADatabase.class))
                                .build(),
                        new TestExecutionListener() {
                            @Override
                            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                                result.getThrowable().ifPresent(failures::add);
                            }
                        });

        assertThat(failures).singleElement().satisfies(failure -> {
            assertThat(failure).rootCause().hasMessageContaining("No bean could be found in the registry for: once");
            assertThat(failure.getSuppressed())
                    .singleElement()
                    .asString()
                    .startsWith("The application cannot start without a database, and has none of its own: ");
        });
    }

    @BactrianTest(classes = NeedsADatabase.Application.class)
    static class NeedsADatabase {

        @Test
        void begins(SagaScript saga) {}

        @Configuration(proxyBeanMethods = false)
        @EnableAutoConfiguration
        static class Application {

            @Bean
            RouteBuilder routes() {
                return new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:reserve").policy("once").log("reserved");
                    }
                };
            }
        }
    }
}
