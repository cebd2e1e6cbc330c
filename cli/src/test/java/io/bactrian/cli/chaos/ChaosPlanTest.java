package io.bactrian.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.cli.chaos.ChaosPlan.Strike;
import io.bactrian.cli.system.Part;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChaosPlanTest {

    private static final List<Part> VICTIMS =
            List.of(Part.COORDINATOR, Part.INVENTORY, Part.PAYMENT, Part.ORDERS, Part.SHIPPING, Part.ROUTES);

    @Test
    void everyPartHasItsTurn() {
        List<Strike> strikes = new ChaosPlan(1, 12, 240, VICTIMS).strikes();

        assertThat(strikes.subList(0, 6))
                .extracting(Strike::victim)
                .containsExactlyInAnyOrder(VICTIMS.toArray(Part[]::new));
        assertThat(strikes.subList(6, 12))
                .extracting(Strike::victim)
                .containsExactlyInAnyOrder(VICTIMS.toArray(Part[]::new));
    }

    @Test
    void oneKillFallsIntoEachStretch() {
        List<Strike> strikes = new ChaosPlan(3, 10, 200, VICTIMS).strikes();

        for (int i = 0; i < strikes.size(); i++) {
            assertThat(strikes.get(i).afterOrders()).isBetween(i * 20, i * 20 + 19);
        }
    }

    @Test
    void theSameSeedGivesTheSamePlan() {
        assertThat(new ChaosPlan(7, 20, 500, VICTIMS).strikes())
                .isEqualTo(new ChaosPlan(7, 20, 500, VICTIMS).strikes());
        assertThat(new ChaosPlan(8, 20, 500, VICTIMS).strikes())
                .isNotEqualTo(new ChaosPlan(7, 20, 500, VICTIMS).strikes());
    }

    @Test
    void fewOrdersAreEnough() {
        assertThat(new ChaosPlan(1, 6, 3, VICTIMS).strikes()).allMatch(strike -> strike.afterOrders() < 3);
    }
}
