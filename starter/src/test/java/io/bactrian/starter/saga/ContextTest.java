package io.bactrian.starter.saga;

import static io.bactrian.starter.saga.TestApplication.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.SagaPropagation;
import org.apache.camel.spring.spi.SpringTransactionPolicy;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** What hangs on the thread (transaction, log context, user, span) is the same before, in and after a saga. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60) // an exchange that leaves its thread inside a transaction waits for ever
class ContextTest {

    private final ScriptedCoordinator coordinator = new ScriptedCoordinator();
    private final DataSource database = database();
    private final JdbcTemplate jdbc = new JdbcTemplate(database);
    private final List<Object> seen = new CopyOnWriteArrayList<>();
    private TestApplication app;

    private static DataSource database() {
        JdbcDataSource h2 = new JdbcDataSource();
        h2.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        return h2;
    }

    @BeforeAll
    void start() {
        jdbc.execute("CREATE TABLE wrote (place VARCHAR(20))");
        app = TestApplication.start(coordinator.url(), new Routes());
    }

    @AfterAll
    void stop() {
        app.close();
        coordinator.close();
        jdbc.execute("SHUTDOWN");
    }

    @BeforeEach
    void forget() {
        coordinator.forget();
        seen.clear();
        jdbc.update("DELETE FROM wrote");
    }

    @Test
    void aTransactionAroundASagaIsTheOneOfItsSteps() {
        assertThat(failureOf(app.send("direct:around", Map.of("fail", "no")))).isNull();

        assertThat(written()).containsExactly("before", "saga", "step", "after");
        assertThat(seen).hasSize(4).allMatch(connection -> connection == seen.get(0));
        assertThat(coordinator.requests("PUT", "/close")).hasSize(1);
    }

    @Test
    void aTransactionAroundASagaThatFailsIsRolledBackAndTheSagaCancelled() {
        assertThat(failureOf(app.send("direct:around", Map.of("fail", "yes")))).hasRootCauseMessage("in the step");

        assertThat(written()).isEmpty();
        assertThat(seen).hasSize(3).allMatch(connection -> connection == seen.get(0));
        assertThat(coordinator.requests("PUT", "/cancel")).hasSize(1);
    }

    @Test
    void aTransactionInsideAStepIsItsOwn() {
        assertThat(failureOf(app.send("direct:inside", Map.of("fail", "no")))).isNull();

        assertThat(written()).containsExactly("step");
        assertThat(coordinator.requests("PUT", "/close")).hasSize(1);
    }

    @Test
    void aTransactionInsideAStepThatFailsIsRolledBackAndTheSagaCancelled() {
        assertThat(failureOf(app.send("direct:inside", Map.of("fail", "yes")))).hasRootCauseMessage("in the step");

        assertThat(written()).isEmpty();
        assertThat(coordinator.requests("PUT", "/cancel")).hasSize(1);
    }

    @Test
    void logContextUserAndSpanStayOnTheWayThroughASaga() {
        TestingAuthenticationToken user = new TestingAuthenticationToken("ann", "secret");
        Span span = OpenTelemetry.TRACES.get("test").spanBuilder("order").startSpan();
        SecurityContextHolder.setContext(new SecurityContextImpl(user));
        MDC.put("order", "4711");
        try (Scope ignored = span.makeCurrent()) {
            assertThat(failureOf(app.send("direct:context"))).isNull();
            assertThat(MDC.get("order")).isEqualTo("4711");
        } finally {
            span.end();
            MDC.remove("order");
            SecurityContextHolder.clearContext();
        }

        Context here = new Context("4711", "ann", span.getSpanContext().getSpanId());
        assertThat(seen).containsExactly(here, here, here, here);
        assertThat(coordinator.requests("PUT", "/close").get(0).header("traceparent"))
                .isEqualTo("00-" + span.getSpanContext().getTraceId() + "-"
                        + span.getSpanContext().getSpanId() + "-01");
    }

    private record Context(String order, String user, String span) {

        static Context here() {
            return new Context(
                    MDC.get("order"),
                    SecurityContextHolder.getContext().getAuthentication().getName(),
                    Span.current().getSpanContext().getSpanId());
        }
    }

    private List<String> written() {
        return jdbc.queryForList("SELECT place FROM wrote", String.class);
    }

    private void write(Exchange exchange, String place) {
        assertThat(TransactionSynchronizationManager.isActualTransactionActive())
                .isTrue();
        Connection connection = DataSourceUtils.getConnection(database);
        seen.add(connection);
        DataSourceUtils.releaseConnection(connection, database);
        jdbc.update("INSERT INTO wrote VALUES (?)", place);
        if (place.equals("step") && "yes".equals(exchange.getIn().getHeader("fail"))) {
            throw new IllegalStateException("in the step");
        }
    }

    private final class Routes extends RouteBuilder {

        // spotless:off
        @Override
        public void configure() {
            SpringTransactionPolicy required = new SpringTransactionPolicy(new DataSourceTransactionManager(database));
            required.setPropagationBehaviorName("PROPAGATION_REQUIRED");
            getContext().getRegistry().bind("required", required);
            from("direct:undo").log("undo");

            from("direct:around").routeId("around")
                .transacted("required")
                .process(exchange -> write(exchange, "before"))
                .to("direct:around-saga")
                .process(exchange -> write(exchange, "after"));
            from("direct:around-saga").routeId("around-saga")
                .saga().compensation("direct:undo")
                .process(exchange -> write(exchange, "saga"))
                .to("direct:around-step");
            from("direct:around-step").routeId("around-step")
                .saga().propagation(SagaPropagation.MANDATORY).compensation("direct:undo")
                .process(exchange -> write(exchange, "step"));

            from("direct:inside").routeId("inside")
                .saga().compensation("direct:undo")
                .to("direct:inside-step");
            from("direct:inside-step").routeId("inside-step")
                .saga().propagation(SagaPropagation.MANDATORY).compensation("direct:undo")
                .to("direct:inside-transaction");
            from("direct:inside-transaction").routeId("inside-transaction")
                .transacted("required")
                .process(exchange -> write(exchange, "step"));

            from("direct:context").routeId("context")
                .process(exchange -> seen.add(Context.here()))
                .to("direct:context-saga")
                .process(exchange -> seen.add(Context.here()));
            from("direct:context-saga").routeId("context-saga")
                .saga().compensation("direct:undo")
                .process(exchange -> seen.add(Context.here()))
                .to("direct:context-step");
            from("direct:context-step").routeId("context-step")
                .saga().propagation(SagaPropagation.MANDATORY).compensation("direct:undo")
                .process(exchange -> seen.add(Context.here()));
        }
        // spotless:on
    }
}
