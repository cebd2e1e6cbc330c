package io.bactrian.cli.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.cli.system.Engine;
import io.bactrian.cli.terminal.Terminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each scenario must show the defect on stock Narayana, else it proves nothing about ours. */
class ComparisonIT {

    private static final int TRIES = 60;

    // far more than a prompt coordinator needs and far less than stock's next recovery pass
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void everyScenarioHoldsOnOursAndFailsOnStock() throws Exception {
        StringWriter printed = new StringWriter();
        Comparison comparison = new Comparison(
                Path.of("..").toAbsolutePath().normalize(),
                Path.of("target", "it", "compare").toAbsolutePath(),
                new Terminal(new PrintWriter(printed), false),
                Clock.systemUTC());
        List<Scenario<?>> scenarios = Comparison.scenarios(TRIES, PATIENCE);

        var results = comparison.run(scenarios);

        assertThat(results.keySet()).containsExactlyElementsOf(scenarios);
        results.forEach((scenario, byEngine) -> {
            Scenario.Result ours = byEngine.get(Engine.OURS);
            Scenario.Result stock = byEngine.get(Engine.NARAYANA);
            assertThat(ours.good())
                    .as("%s on ours: %s", scenario.title(), ours.shown())
                    .isTrue();
            assertThat(stock.good())
                    .as("%s on stock: %s", scenario.title(), stock.shown())
                    .isFalse();
        });
        assertThat(printed.toString().lines()).hasSize(2 * scenarios.size());
    }
}
