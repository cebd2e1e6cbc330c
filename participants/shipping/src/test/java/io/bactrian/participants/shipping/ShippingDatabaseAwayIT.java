package io.bactrian.participants.shipping;

import io.bactrian.participants.testing.DatabaseAwayContract;
import io.bactrian.participants.testing.Reply;
import io.bactrian.participants.testing.Service;
import io.bactrian.participants.testing.TestDatabase;
import java.util.Map;
import java.util.function.Supplier;

class ShippingDatabaseAwayIT extends DatabaseAwayContract {

    @Override
    protected Service start(TestDatabase database, Map<String, Object> properties) {
        return Service.start(ShippingApplication.class, database, properties);
    }

    @Override
    protected Map<String, Supplier<Reply>> calls(Service service) {
        String body = "{\"customerId\":\"a\",\"lines\":[{\"sku\":\"a\",\"quantity\":1}]}";
        return Map.of(
                "create", () -> service.put("/shipments/1/1", body),
                "look up", () -> service.get("/shipments/1/1"),
                "cancel", () -> service.delete("/shipments/1/1"),
                "carriers", () -> service.put("/carriers", "{\"refusedCustomers\":[\"a\"]}"),
                "audit", () -> service.get("/audit"),
                "journal", () -> service.get("/journal"));
    }
}
