package io.bactrian.starter.saga;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.SagaPropagation;
import org.apache.camel.spring.spi.SpringTransactionPolicy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** A saga whose action was rolled back with its transaction is compensated, also where Camel has cleared the mark. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RolledBackActionTest {

    private final ScriptedCoordinator coordinator = new ScriptedCoordinator();
    private TestApplication app;
    private JdbcClient jdbc;

    @BeforeAll
    void start() {
        app = TestApplication.start(
                coordinator.url(),
                new Routes(),
                "spring.autoconfigure.exclude=",
                "spring.datasource.url=jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1".formatted(UUID.randomUUID()));
        jdbc = app.bean(JdbcClient.class);
        jdbc.sql("create table charge (route varchar(200))").update();
    }

    @AfterAll
    void stop() {
        app.close();
        coordinator.close();
    }

    @BeforeEach
    void forget() {
        coordinator.forget();
        jdbc.sql("delete from charge").update();
    }

    @ParameterizedTest
    @ValueSource(strings = {"within", "in-a-step", "around"})
    void isCompensatedWhenItsTransactionWasRolledBack(String route) {
        app.send("direct:" + route);

        assertThat(charges()).isZero();
        assertThat(coordinator.requests("PUT", "/cancel")).hasSize(1);
        assertThat(coordinator.requests("PUT", "/close")).isEmpty();
    }

    @Test
    void isClosedWhenItWasCommitted() {
        app.send("direct:committed");

        assertThat(charges()).isEqualTo(1);
        assertThat(coordinator.requests("PUT", "/close")).hasSize(1);
        assertThat(coordinator.requests("PUT", "/cancel")).isEmpty();
    }

    @Test
    void closesAroundASagaOfItsOwnThatWasRolledBack() {
        app.send("direct:around-another");

        assertThat(coordinator.requests("PUT", "/cancel")).hasSize(1);
        assertThat(coordinator.requests("PUT", "/close")).hasSize(1);
    }

    @Test
    void closesWhenOnlyWhatAWireTapRunsWasRolledBack() {
        app.send("direct:tapping");

        assertThat(coordinator.requests("PUT", "/cancel")).isEmpty();
        assertThat(coordinator.requests("PUT", "/close")).hasSize(1);
    }

    private int charges() {
        return jdbc.sql("select count(*) from charge").query(Integer.class).single();
    }

    private static final class Routes extends RouteBuilder {

        // spotless:off
        @Override
        public void configure() {
            SpringTransactionPolicy required = new SpringTransactionPolicy(
                getContext().getRegistry().findSingleByType(PlatformTransactionManager.class));
            getContext().getRegistry().bind("PROPAGATION_REQUIRED", required);

            from("direct:within").routeId("within")
                .saga().compensation("direct:undo")
                    .transacted().process(charge()).markRollbackOnlyLast().end()
                .end();

            from("direct:in-a-step").routeId("in-a-step")
                .saga().to("direct:charge").end();
            from("direct:charge").routeId("charge")
                .saga().propagation(SagaPropagation.MANDATORY).compensation("direct:undo")
                    .transacted().process(charge()).markRollbackOnlyLast().end()
                .end();

            from("direct:around").routeId("around").transacted()
                .saga().compensation("direct:undo").process(charge()).markRollbackOnlyLast().end();

            from("direct:committed").routeId("committed")
                .saga().compensation("direct:undo")
                    .transacted().process(charge()).end()
                .end();

            from("direct:around-another").routeId("around-another")
                .saga().compensation("direct:undo").to("direct:another").end();
            from("direct:another").routeId("another")
                .saga().propagation(SagaPropagation.REQUIRES_NEW).compensation("direct:undo")
                    .transacted().process(charge()).markRollbackOnlyLast().end()
                .end();

            CountDownLatch ended = new CountDownLatch(1);
            from("direct:tapping").routeId("tapping")
                .saga().compensation("direct:undo")
                    .wireTap("direct:tapped").process(exchange -> ended.await(60, TimeUnit.SECONDS))
                .end();
            from("direct:tapped").to("direct:rolled-back").process(exchange -> ended.countDown());
            from("direct:rolled-back").transacted().process(charge()).markRollbackOnlyLast();

            from("direct:undo").setBody(constant("undone"));
        }
        // spotless:on

        private Processor charge() {
            return exchange -> getContext()
                    .getRegistry()
                    .findSingleByType(JdbcClient.class)
                    .sql("insert into charge (route) values (?)")
                    .param(exchange.getFromRouteId())
                    .update();
        }
    }
}
