package io.bactrian.routes.crash;

import static io.bactrian.testkit.crash.CrashPlan.APPLICATION;
import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.routes.RoutesApplication;
import io.bactrian.testkit.crash.CrashMatrix;
import io.bactrian.testkit.crash.CrashPlan;
import io.bactrian.testkit.crash.CrashRun;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Map;

/** The order fulfilment saga that shipping refuses at the end, with the coordinator or the application dying wherever it can. */
class OrderCrashIT {

    static CrashPlan shop() {
        return CrashPlan.of(RoutesApplication.class)
                .services(
                        () -> new ShopServices(false),
                        Map.of(
                                "inventory", "inventory.url",
                                "payment", "payment.url",
                                "orders", "orders.url",
                                "shipping", "shipping.url"))
                .property("routes.saga-timeout", "30s")
                .property("routes.step.timeout", "6s")
                .property("routes.step.call-timeout", "3s")
                .property("routes.step.first-pause", "20ms")
                .property("routes.step.longest-pause", "100ms")
                .property("logging.level.root", "warn");
    }

    @CrashMatrix
    void undoesAllOfAnOrderThatNobodyShips(CrashRun run) throws IOException {
        HttpResponse<String> answer = run.post(APPLICATION, "/orders", """
                {"orderId":"%s","customerId":"17850","lines":[{"sku":"85123A","quantity":6,"unitPrice":"2.55"}]}""".formatted(run.id()));

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("\"state\":\"refused\"", "no carrier");
    }
}
