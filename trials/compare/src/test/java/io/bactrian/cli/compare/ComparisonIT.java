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

/**
 * Each scenario must show the defect on stock Narayana, else it proves nothing about ours. The long form,
 * {@code -Ddeadlines=true}, plays the time limits too, which pass more than a minute later; each build has them in the
 * evidence, {@code Row14DeadlineAfterRestartIT}.
 */
class ComparisonIT {

    private static final boolean DEADLINES = Boolean.getBoolean("deadlines");

    private static final int TRIES = 60;
    private static final int PLAYED_AGAIN = 3;

    // far more than a prompt coordinator needs and far less than stock's next recovery pass
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void everyScenarioHoldsOnOursAndFailsOnStock() throws Exception {
        StringWriter printed = new StringWriter();
        Comparison comparison = new Comparison(
                Path.of("..", "..").toAbsolutePath().normalize(),
                Path.of("target", "it", "compare").toAbsolutePath(),
                new Terminal(new PrintWriter(printed), false),
                Clock.systemUTC());
        List<Scenario<?>> scenarios = Comparison.scenarios(TRIES, PATIENCE).stream()
                .filter(scenario -> DEADLINES || !(scenario instanceof DeadlineAcrossRestart))
                .toList();

        var results = comparison.run(scenarios);

        assertThat(results.keySet()).containsExactlyElementsOf(scenarios);
        assertThat(printed.toString().lines()).hasSize(2 * scenarios.size());
        for (Scenario<?> scenario : scenarios) {
            var byEngine = results.get(scenario);
            // when stock's recovery pass comes just after its restart, it is on time by luck
            for (int i = 0; i < PLAYED_AGAIN && byEngine.get(Engine.NARAYANA).good(); i++) {
                assertHoldsOnOurs(scenario, byEngine.get(Engine.OURS));
                byEngine = comparison.run(List.of(scenario)).get(scenario);
            }
            assertHoldsOnOurs(scenario, byEngine.get(Engine.OURS));
            Scenario.Result stock = byEngine.get(Engine.NARAYANA);
            assertThat(stock.good())
                    .as("%s on stock: %s", scenario.title(), stock.shown())
                    .isFalse();
        }
    }

    private static void assertHoldsOnOurs(Scenario<?> scenario, Scenario.Result ours) {
        assertThat(ours.good())
                .as("%s on ours: %s", scenario.title(), ours.shown())
                .isTrue();
    }
}
