package io.bactrian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.cli.http.Http;
import io.bactrian.cli.system.Engine;
import io.bactrian.cli.system.LocalSystem;
import io.bactrian.cli.system.Ports;
import io.bactrian.cli.system.Sample;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * {@link KillTrial} on a system of its own, for as many kills as one likes; {@link DemoIT} has its short form. The long form:
 * {@code ./mvnw -pl trials/orders -am verify -Dit.test=KillIT -Dsurefire.failIfNoSpecifiedTests=false
 * -Dfailsafe.failIfNoSpecifiedTests=false -Dtest=none -Dkills=300 -Dorders=2000}.
 */
@EnabledIfSystemProperty(named = "kills", matches = "\\d+")
class KillIT {

    private static final int KILLS = Integer.getInteger("kills", KillTrial.FEW_KILLS);
    private static final int ORDERS = Integer.getInteger("orders", KillTrial.FEW_ORDERS);
    private static final long SEED = Long.getLong("seed", 1);

    private final Command bactrian = new Command("kill");

    @AfterEach
    void down() {
        bactrian.run("down");
        assertThat(LeftBehind.below(bactrian.installation().state())).isEmpty();
    }

    @Test
    void nothingIsLostWhateverIsKilled() throws IOException {
        LocalSystem system = LocalSystem.planned(
                bactrian.installation(),
                new Http(),
                Sample.ORDERS,
                Engine.OURS,
                Ports.free(new Random()),
                bactrian.installation().demoData());
        KillTrial trial = new KillTrial(bactrian.installation(), system, SEED);
        trial.start();

        trial.nothingIsLostWhateverIsKilled(KILLS, ORDERS);
    }
}
