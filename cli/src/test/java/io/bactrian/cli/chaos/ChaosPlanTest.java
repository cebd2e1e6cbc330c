package io.bactrian.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.cli.chaos.ChaosPlan.Strike;
import io.bactrian.cli.system.Part;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChaosPlanTest {

    @Test
    void everyPartHasItsTurn() {
        List<Strike> strikes = new ChaosPlan(1, 12, 240).strikes();

        assertThat(strikes.subList(0, 6)).extracting(Strike::victim).containsExactlyInAnyOrder(Part.values());
        assertThat(strikes.subList(6, 12)).extracting(Strike::victim).containsExactlyInAnyOrder(Part.values());
    }

    @Test
    void oneKillFallsIntoEachStretch() {
        List<Strike> strikes = new ChaosPlan(3, 10, 200).strikes();

        for (int i = 0; i < strikes.size(); i++) {
            assertThat(strikes.get(i).afterOrders()).isBetween(i * 20, i * 20 + 19);
        }
    }

    @Test
    void theSameSeedGivesTheSamePlan() {
        assertThat(new ChaosPlan(7, 20, 500).strikes()).isEqualTo(new ChaosPlan(7, 20, 500).strikes());
        assertThat(new ChaosPlan(8, 20, 500).strikes()).isNotEqualTo(new ChaosPlan(7, 20, 500).strikes());
    }

    @Test
    void fewOrdersAreEnough() {
        assertThat(new ChaosPlan(1, 6, 3).strikes()).allMatch(strike -> strike.afterOrders() < 3);
    }
}
