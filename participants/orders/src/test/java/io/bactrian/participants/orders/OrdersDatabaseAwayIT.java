package io.bactrian.participants.orders;

import io.bactrian.participants.http.OrderKey;
import io.bactrian.participants.testing.Coordinator;
import io.bactrian.participants.testing.DatabaseAwayContract;
import io.bactrian.participants.testing.Reply;
import io.bactrian.participants.testing.Service;
import io.bactrian.participants.testing.TestDatabase;
import io.bactrian.testkit.EmbeddedCoordinator;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;

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
        Map<String, Object> step = Map.of("Long-Running-Action", saga, "orderKey", OrderKey.of("1"), "attempt", "1");
        return Map.of(
                "place",
                        () -> service.post(
                                "/orders",
                                "{\"orderId\":\"1\",\"customerId\":\"a\",\"lines\":[{\"sku\":\"a\",\"quantity\":1,\"unitPriceMinor\":1}]}"),
                "look up", () -> service.get("/orders/1"),
                "attach", () -> service.put("/orders/1/attempts/1/saga", "{}", "Long-Running-Action", saga),
                "confirm", () -> service.put("/orders/1/attempts/1/confirmation", "{}", "Long-Running-Action", saga),
                "withdraw", () -> service.callback("direct:withdraw-confirmation", step),
                "refuse", () -> service.put("/orders/1/attempts/1/refusal", "{\"reason\":\"declined\"}"),
                "cancel", () -> service.put("/orders/1/attempts/1/cancellation", "{}"),
                "complete", () -> service.put("/orders/1/attempts/1/completion", "{}"),
                "audit", () -> service.get("/audit"),
                "journal", () -> service.get("/journal"));
    }
}
