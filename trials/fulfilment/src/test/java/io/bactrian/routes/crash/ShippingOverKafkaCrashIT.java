package io.bactrian.routes.crash;

import static io.bactrian.testkit.crash.CrashPlan.APPLICATION;
import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.crash.shipping.ShippingByTopic;
import io.bactrian.testkit.crash.CrashMatrix;
import io.bactrian.testkit.crash.CrashOutcome;
import io.bactrian.testkit.crash.CrashPlan;
import io.bactrian.testkit.crash.CrashRun;
import java.io.IOException;
import java.util.List;

/**
 * The order fulfilment saga whose shipment is a command and its reply, with shipping dying as well. Completions by topic are
 * among the points of {@link FulfilmentOverKafkaCrashIT}.
 */
class ShippingOverKafkaCrashIT {

    private static final String SHIPPING = "shipping";

    static CrashPlan shop() {
        return KafkaShop.plan(true, "10s")
                .property("shipping.over", "kafka")
                .property("shipping.commands", "shipping.commands-{world}")
                .application(SHIPPING, ShippingByTopic.class, null)
                .propertyOf(SHIPPING, "spring.config.name", "none") // that of the routes is on the class path
                .propertyOf(SHIPPING, "camel.lra.enabled", "true")
                .points(point -> point.kind().isOfBroker() && !point.what().contains("omplete"))
                .check(ShippingOverKafkaCrashIT::theShipmentIsWhatTheSagaSays);
    }

    @CrashMatrix(processes = 0)
    void shipsOrLeavesNothing(CrashRun run) throws IOException {
        assertThat(run.post(APPLICATION, "/orders", """
                {"orderId":"%s","customerId":"17850","lines":[{"sku":"85123A","quantity":6,"unitPrice":"2.55"}]}""".formatted(run.id())).statusCode())
                .isEqualTo(201);
    }

    private static void theShipmentIsWhatTheSagaSays(CrashOutcome outcome) {
        List<String> shipments = outcome.database(SHIPPING)
                .queryForList("select state from shipment where order_id = ?", String.class, outcome.id());
        if (outcome.closed()) {
            assertThat(shipments).containsExactly("ACTIVE");
        } else {
            assertThat(shipments).as("shipments of a saga that was not closed").isSubsetOf("CANCELLED", "BLOCKED");
        }
    }
}
