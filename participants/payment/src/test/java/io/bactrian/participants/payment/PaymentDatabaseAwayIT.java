package io.bactrian.participants.payment;

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

class PaymentDatabaseAwayIT extends DatabaseAwayContract {

    private final EmbeddedCoordinator bactrian = EmbeddedCoordinator.startLive();

    @AfterEach
    void stop() {
        bactrian.close();
    }

    @Override
    protected Service start(TestDatabase database, Map<String, Object> properties) {
        Map<String, Object> all = new HashMap<>(properties);
        all.put("camel.lra.coordinator-url", bactrian.url());
        return Service.start(PaymentApplication.class, database, all);
    }

    @Override
    protected Map<String, Supplier<Reply>> calls(Service service) {
        String saga = new Coordinator(URI.create(bactrian.lraUrl())).start();
        Map<String, String> options = Map.of("orderKey", OrderKey.of("1"));
        return Map.of(
                "charge",
                        () -> service.put(
                                "/charges/1", "{\"customerId\":\"a\",\"amountMinor\":1}", "Long-Running-Action", saga),
                "refund",
                        () -> new Callback(Phase.COMPENSATION, "direct:refund-payment", "charge-payment")
                                .send(service, saga, options),
                "refund a return",
                        () -> service.put(
                                "/refunds/1",
                                "{\"orderId\":\"1\",\"customerId\":\"a\",\"amountMinor\":1}",
                                "Long-Running-Action",
                                saga),
                "cancel the refund",
                        () -> new Callback(Phase.COMPENSATION, "direct:cancel-refund", "refund-return")
                                .send(service, saga, options),
                "open", () -> service.put("/accounts", "{\"accounts\":[{\"customerId\":\"a\",\"creditMinor\":1}]}"),
                "audit", () -> service.get("/audit"),
                "journal", () -> service.get("/journal"));
    }

    @Test
    void tellsThatTheSagaCannotBeJoined() {
        bactrian.close();
        try (var service = start(TestDatabase.h2(), Map.of("bactrian.client.give-up-after", "500ms"))) {
            Reply reply = service.put(
                    "/charges/1",
                    "{\"customerId\":\"a\",\"amountMinor\":1}",
                    "Long-Running-Action",
                    service.someSaga());

            assertThat(reply)
                    .hasToString("503 {\"error\":\"coordinator unavailable\","
                            + "\"detail\":\"the saga could not be joined, nothing was changed: call again\"}");
            assertThat(reply.headers().map()).doesNotContainKey("Long-Running-Action");
            assertThat(service.get("/journal").json().path("entries")).isEmpty();
        }
    }
}
