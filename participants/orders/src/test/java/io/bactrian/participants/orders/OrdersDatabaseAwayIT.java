package io.bactrian.participants.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.participants.http.OrderKey;
import io.bactrian.participants.testing.Callback;
import io.bactrian.participants.testing.Coordinator;
import io.bactrian.participants.testing.DatabaseAwayContract;
import io.bactrian.participants.testing.Reply;
import io.bactrian.participants.testing.Service;
import io.bactrian.participants.testing.TestDatabase;
import io.bactrian.starter.callback.StepRun.Phase;
import io.bactrian.testkit.EmbeddedCoordinator;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OrdersDatabaseAwayIT extends DatabaseAwayContract {

    private final EmbeddedCoordinator bactrian = EmbeddedCoordinator.startLive();

    @AfterEach
    void stop() {
        bactrian.close();
    }

    @Override
    protected Service start(TestDatabase database, Map<String, Object> properties) {
        Map<String, Object> all = new HashMap<>(properties);
        all.put("camel.lra.coordinator-url", bactrian.url());
        return Service.start(OrdersApplication.class, database, all);
    }

    @Override
    protected Map<String, Supplier<Reply>> calls(Service service) {
        String saga = new Coordinator(URI.create(bactrian.lraUrl())).start();
        Map<String, String> options = Map.of("orderKey", OrderKey.of("1"), "attempt", "1");
        Map<String, Supplier<Reply>> calls = new HashMap<>(callsAboutReturns(service, saga, options));
        calls.putAll(Map.of(
                "place",
                        () -> service.post(
                                "/orders",
                                "{\"orderId\":\"1\",\"customerId\":\"a\",\"lines\":[{\"sku\":\"a\",\"quantity\":1,\"unitPriceMinor\":1}]}"),
                "look up", () -> service.get("/orders/1"),
                "attach", () -> service.put("/orders/1/attempts/1/saga", "{}", "Long-Running-Action", saga),
                "confirm", () -> service.put("/orders/1/attempts/1/confirmation", "{}", "Long-Running-Action", saga),
                "withdraw",
                        () -> new Callback(Phase.COMPENSATION, "direct:withdraw-confirmation", "confirm-order")
                                .send(service, saga, options),
                "refuse", () -> service.put("/orders/1/attempts/1/refusal", "{\"reason\":\"declined\"}"),
                "cancel", () -> service.put("/orders/1/attempts/1/cancellation", "{}"),
                "complete", () -> service.put("/orders/1/attempts/1/completion", "{}"),
                "audit", () -> service.get("/audit"),
                "journal", () -> service.get("/journal")));
        return calls;
    }

    private static Map<String, Supplier<Reply>> callsAboutReturns(
            Service service, String saga, Map<String, String> options) {
        return Map.of(
                "ask for a return",
                        () -> service.post("/returns", "{\"returnId\":\"1\",\"orderId\":\"1\",\"reason\":\"why\"}"),
                "look up the return", () -> service.get("/returns/1"),
                "validate the return",
                        () -> service.put("/orders/1/returns/1/validation", "{}", "Long-Running-Action", saga),
                "drop the return",
                        () -> new Callback(Phase.COMPENSATION, "direct:drop-return", "validate-return")
                                .send(service, saga, options),
                "refuse the return",
                        () -> service.put(
                                "/orders/1/returns/1/refusal",
                                "{\"reason\":\"damaged\"}",
                                "Long-Running-Action",
                                saga));
    }

    @Test
    void tellsThatTheSagaCannotBeJoined() {
        bactrian.close();
        try (var service = start(TestDatabase.h2(), Map.of("bactrian.client.give-up-after", "500ms"))) {
            Reply reply =
                    service.put("/orders/1/attempts/1/confirmation", "{}", "Long-Running-Action", service.someSaga());

            assertThat(reply)
                    .hasToString("503 {\"error\":\"coordinator unavailable\","
                            + "\"detail\":\"the saga could not be joined, nothing was changed: call again\"}");
            assertThat(reply.headers().map()).doesNotContainKey("Long-Running-Action");
            assertThat(service.get("/journal").json().path("entries")).isEmpty();
        }
    }
}
