package io.bactrian.testkit.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.starter.client.ClientSettings;
import io.bactrian.starter.saga.BactrianSagaService;
import io.bactrian.starter.saga.SagaSettings;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.camel.saga.CamelSagaStep;
import org.apache.camel.support.builder.ExpressionBuilder;
import org.junit.jupiter.api.Test;

class OptionsTest {

    @Test
    void knowsTheOptionsThatTheStarterKnows() {
        BactrianSagaService starter = new BactrianSagaService(
                new SagaSettings(
                        "shop",
                        "shop-0",
                        "http://localhost:1",
                        "/lra-coordinator",
                        List.of(),
                        "http://localhost:2",
                        "/lra-participant",
                        null,
                        List.of(),
                        false,
                        SagaSettings.ANSWER_WITHIN,
                        1,
                        ClientSettings.defaults(),
                        SagaSettings.OnManualFailure.COMPENSATE,
                        SagaSettings.OnMissingEndpoint.OFF),
                Clock.systemUTC());

        assertThatThrownBy(() -> starter.registerStep(new CamelSagaStep(
                        null, null, Map.of("bactrian.none", ExpressionBuilder.constantExpression("")), null)))
                .hasMessageEndingWith("must be one of " + String.join(", ", Options.RESERVED));
    }

    @Test
    void countsSlips() {
        assertThat(Options.slips("bactrian.name", "bactrian.name")).isZero();
        assertThat(Options.slips("bactrain.name", "bactrian.name")).isEqualTo(2);
        assertThat(Options.slips("bactrian.nam", "bactrian.name")).isEqualTo(1);
        assertThat(Options.slips("", "abc")).isEqualTo(3);
    }
}
