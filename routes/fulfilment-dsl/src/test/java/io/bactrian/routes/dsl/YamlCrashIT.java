package io.bactrian.routes.dsl;

import static io.bactrian.testkit.crash.CrashPlan.APPLICATION;
import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.testkit.crash.CrashMatrix;
import io.bactrian.testkit.crash.CrashPlan;
import io.bactrian.testkit.crash.CrashRun;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;

class YamlCrashIT {

    static CrashPlan shop() {
        return FulfilmentCrash.plan("yaml", true);
    }

    @AfterAll
    static void theCoordinatorDiedWhereTheLanguageHasToDoWithIt() {
        assertThat(FulfilmentCrash.deathsOfTheCoordinator("yaml"))
                .containsExactlyInAnyOrder("STARTED", "reserve-stock", "create-shipment", "update participant");
    }

    // few with processes, of the same saga in Java more: a language changes nothing about how a process dies
    @CrashMatrix(processes = 5)
    void fulfilsAnOrderOrLeavesNothing(CrashRun run) throws IOException {
        assertThat(run.put(APPLICATION, "/orders/" + run.id(), FulfilmentApplicationTest.ORDER)
                        .statusCode())
                .isEqualTo(201);
    }
}
