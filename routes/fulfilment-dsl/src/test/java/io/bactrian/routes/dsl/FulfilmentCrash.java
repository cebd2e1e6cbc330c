package io.bactrian.routes.dsl;

import static io.bactrian.testkit.crash.CrashPlan.APPLICATION;

import io.bactrian.testkit.ScriptedServices;
import io.bactrian.testkit.crash.CrashPlan;
import io.bactrian.testkit.crash.CrashPoint;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The order saga of one language between services that keep books, with the application dying wherever it can. The coordinator
 * meets the same starter whatever the language is, and dies wherever it can beside the routes in Java; here only at a few points.
 */
final class FulfilmentCrash {

    /** As points name them: the start, a step of a service, the step of the routes themselves, and the keeping of its result. */
    private static final Set<String> DEADLY_TO_THE_COORDINATOR =
            Set.of("STARTED", "reserve-stock", "create-shipment", "update participant");

    /** Those at which it was to die, by language: a point that is called otherwise one day must not be left out in silence. */
    private static final Map<String, Set<String>> MET = new ConcurrentHashMap<>();

    private FulfilmentCrash() {}

    /** At what the coordinator was to die beside routes in this language. */
    static Set<String> deathsOfTheCoordinator(String dsl) {
        return MET.getOrDefault(dsl, Set.of());
    }

    /** @param dsl {@code yaml} or {@code xml} */
    static CrashPlan plan(String dsl, boolean hasCarrier) {
        return CrashPlan.of(FulfilmentApplication.class)
                .scripted(
                        services -> script(services, hasCarrier),
                        Map.of(
                                "inventory", "inventory.url",
                                "payment", "payment.url",
                                "orders", "orders.url",
                                "shipping", "shipping.url"))
                .property("dsl", dsl)
                .property("saga.timeout", "30s")
                .property("step.more-tries", "2")
                .property("step.first-pause", "20")
                .property("camel.component.http.response-timeout", "3000")
                .property("camel.component.http.so-timeout", "3000")
                .property("bactrian.client.give-up-after", "10s")
                .property("logging.level.root", "warn")
                .points(point -> point.dies().equals(APPLICATION) || isDeadlyToTheCoordinator(point, dsl));
    }

    private static boolean isDeadlyToTheCoordinator(CrashPoint point, String dsl) {
        boolean deadly = DEADLY_TO_THE_COORDINATOR.contains(point.what());
        if (deadly) {
            MET.computeIfAbsent(dsl, key -> ConcurrentHashMap.newKeySet()).add(point.what());
        }
        return deadly;
    }

    private static void script(ScriptedServices services, boolean hasCarrier) {
        services.given("PUT http:inventory/reservations/*").joins("reserve-stock");
        services.given("PUT http:payment/charges/*").joins("charge-payment");
        services.given("PUT http:orders/orders/*/confirmation").joins("confirm-order");
        if (hasCarrier) {
            services.given("PUT http:shipping/shipments/*/*")
                    .answers(201, Map.of("trackingId", "T-1"))
                    .undoneBy("DELETE http:shipping/shipments/*/*");
        } else {
            services.given("PUT http:shipping/shipments/*/*").answers(409, Map.of("error", "no carrier"));
        }
    }
}
