package io.bactrian.starter.saga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.camel.Expression;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.ValueBuilder;
import org.apache.camel.support.builder.ExpressionBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A value that can never begin a saga keeps its route from starting; one that is computed fails its exchange. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StepOptionsTest {

    private final ScriptedCoordinator coordinator = new ScriptedCoordinator();
    private TestApplication app;

    @BeforeAll
    void start() {
        app = TestApplication.start(coordinator.url(), route("computed", "bactrian.retry", header("retry")));
    }

    @AfterAll
    void stop() {
        app.close();
        coordinator.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bactrian.order | strikt            | ' must be best-effort or strict, was 'strikt'
            bactrian.retry | attempts=three    | ' must be like initial=500ms,factor=2,max=1m,attempts=10, was 'attempts=three'
            bactrian.retry | initial=5         | ' must be like initial=500ms,factor=2,max=1m,attempts=10, was 'initial=5'
            bactrian.retry | tries=3           | ' must be like initial=500ms,factor=2,max=1m,attempts=10, was 'tries=3'
            bactrian.retry | attempts          | ' must be like initial=500ms,factor=2,max=1m,attempts=10, was 'attempts'
            bactrian.retry | attempts=0        | ': attempts must be 1 or more, was 0
            bactrian.retry | factor=0.5        | ': factor must be 1 or more, was 0.5
            bactrian.retry | factor=Infinity   | ': factor must be 1 or more, was Infinity
            bactrian.retry | initial=0ms       | ': initial must be longer than 0, was initial=0ms
            bactrian.retry | max=8761h         | ': max must be at most 8760h, was max=8761h
            bactrian.retry | initial=2s,max=1s | ': max must not be shorter than initial, was initial=2s,max=1s
            """, quoteCharacter = '`')
    void refusesAConstantValueAtStart(String option, String value, String fault) {
        RouteBuilder wrong = route("wrong", option, ExpressionBuilder.constantExpression(value));

        assertThatThrownBy(() -> app.camel().addRoutes(wrong))
                .isInstanceOf(FailedToCreateRouteException.class)
                .hasStackTraceContaining("IllegalArgumentException: saga option '" + option + fault);
    }

    @ParameterizedTest
    @ValueSource(strings = {"attempts=3", " Initial = 500ms , factor=1.5,max=8760h", "initial=2m", ""})
    void takesWhatTheCoordinatorTakes(String value) throws Exception {
        String id = "right-" + value.hashCode();

        app.camel().addRoutes(route(id, "bactrian.retry", ExpressionBuilder.constantExpression(value)));

        assertThat(app.camel().getRoute(id)).isNotNull();
    }

    @Test
    void namesTheOptionOfAComputedValue() {
        assertThat(TestApplication.failureOf(app.send("direct:computed", Map.of("retry", "attempts=three"))))
                .hasMessage("saga option 'bactrian.retry' must be like initial=500ms,factor=2,max=1m,attempts=10, was"
                        + " 'attempts=three'");
        assertThat(coordinator.requests("POST", "/start")).isEmpty();
    }

    private static Expression header(String name) {
        return new ValueBuilder(ExpressionBuilder.headerExpression(name));
    }

    private static RouteBuilder route(String id, String option, Expression value) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:" + id)
                        .routeId(id)
                        .saga()
                        .compensation("direct:undo-" + id)
                        .option(option, value)
                        .log("acted");
            }
        };
    }
}
