package io.bactrian.routes.dsl;

import static io.bactrian.testkit.crash.CrashPlan.APPLICATION;
import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.testkit.crash.CrashMatrix;
import io.bactrian.testkit.crash.CrashPlan;
import io.bactrian.testkit.crash.CrashRun;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;

class XmlCrashIT {

    static CrashPlan shop() {
        return FulfilmentCrash.plan("xml", false);
    }

    @AfterAll
    static void theCoordinatorDiedWhereTheLanguageHasToDoWithIt() {
        assertThat(FulfilmentCrash.deathsOfTheCoordinator("xml"))
                .containsExactlyInAnyOrder("STARTED", "reserve-stock", "create-shipment");
    }

    // few with processes, of the same saga in Java more: a language changes nothing about how a process dies
    @CrashMatrix(processes = 5)
    void undoesAllOfAnOrderThatNobodyShips(CrashRun run) throws IOException {
        assertThat(run.put(APPLICATION, "/orders/" + run.id(), FulfilmentApplicationTest.ORDER)
                        .statusCode())
                .isEqualTo(409);
    }
}
