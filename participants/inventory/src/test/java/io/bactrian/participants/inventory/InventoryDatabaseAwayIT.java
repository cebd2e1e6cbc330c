package io.bactrian.participants.inventory;

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

class InventoryDatabaseAwayIT extends DatabaseAwayContract {

    private final EmbeddedCoordinator bactrian = EmbeddedCoordinator.startLive();

    @AfterEach
    void stop() {
        bactrian.close();
    }

    @Override
    protected Service start(TestDatabase database, Map<String, Object> properties) {
        Map<String, Object> all = new HashMap<>(properties);
        all.put("camel.lra.coordinator-url", bactrian.url());
        return Service.start(InventoryApplication.class, database, all);
    }

    @Override
    protected Map<String, Supplier<Reply>> calls(Service service) {
        String lines = "{\"lines\":[{\"sku\":\"a\",\"quantity\":1}]}";
        String saga = new Coordinator(URI.create(bactrian.lraUrl())).start();
        Map<String, Object> step = Map.of("Long-Running-Action", saga, "orderKey", OrderKey.of("1"));
        return Map.of(
                "reserve", () -> service.put("/reservations/1", lines, "Long-Running-Action", saga),
                "release", () -> service.callback("direct:release-stock", step),
                "confirm", () -> service.callback("direct:confirm-stock", step),
                "seed", () -> service.put("/stock", "{\"items\":[{\"sku\":\"a\",\"quantity\":1}]}"),
                "audit", () -> service.get("/audit"),
                "journal", () -> service.get("/journal"));
    }
}
