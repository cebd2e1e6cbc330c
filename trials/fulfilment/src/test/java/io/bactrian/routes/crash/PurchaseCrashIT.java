package io.bactrian.routes.crash;

import static io.bactrian.testkit.crash.CrashPlan.APPLICATION;
import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.routes.RoutesApplication;
import io.bactrian.testkit.crash.CrashMatrix;
import io.bactrian.testkit.crash.CrashOutcome;
import io.bactrian.testkit.crash.CrashPlan;
import io.bactrian.testkit.crash.CrashRun;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The purchase saga, with the coordinator or the application dying wherever it can. */
class PurchaseCrashIT {

    static CrashPlan shop() {
        return CrashPlan.of(RoutesApplication.class)
                .services(() -> new ShopServices(true), Map.of("inventory", "inventory.url", "payment", "payment.url"))
                .property("routes.saga-timeout", "30s")
                .property("routes.step.timeout", "6s")
                .property("routes.step.call-timeout", "3s")
                .property("routes.step.first-pause", "20ms")
                .property("routes.step.longest-pause", "100ms")
                .property("logging.level.root", "warn")
                .check(PurchaseCrashIT::theSaleSaysWhatTheSagaSays);
    }

    @CrashMatrix
    void sellsOrLeavesNothing(CrashRun run) throws IOException {
        assertThat(run.post(APPLICATION, "/purchases", """
                        {"purchaseId":"%s","customerId":"17850","sku":"85123A","quantity":2,"unitPrice":"2.55"}""".formatted(run.id())).statusCode())
                .isEqualTo(201);
    }

    private static void theSaleSaysWhatTheSagaSays(CrashOutcome outcome) {
        List<String> sales = outcome.database(APPLICATION)
                .queryForList("select state from sale where purchase_id = ?", String.class, outcome.id());
        if (outcome.closed()) {
            assertThat(sales).containsExactly("SOLD");
        } else {
            assertThat(sales).as("sales of a saga that was not closed").isSubsetOf("VOID");
        }
    }
}
