package io.bactrian.participants.payment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bactrian.participants.testing.Coordinator;
import io.bactrian.participants.testing.Reply;
import io.bactrian.participants.testing.Service;
import io.bactrian.participants.testing.TestDatabase;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Payment as a participant of real sagas, on every coordinator. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PaymentSagaContract {

    private Service service;

    private String customer;
    private String order;
    private Coordinator coordinator;
    private String saga;

    /** Starts a coordinator and says where it is. */
    abstract URI startCoordinator();

    abstract void stopCoordinator();

    @BeforeAll
    void start() {
        coordinator = new Coordinator(startCoordinator());
        service = Service.start(
                PaymentApplication.class,
                TestDatabase.h2(),
                Map.of("camel.lra.coordinator-url", coordinator.root(), "bactrian.callbacks.answer-within", "20s"));
    }

    @AfterAll
    void stop() {
        service.close();
        stopCoordinator();
    }

    @BeforeEach
    void begin() {
        customer = "customer " + UUID.randomUUID();
        order = "o-" + UUID.randomUUID();
        saga = coordinator.start();
        service.put("/accounts", "{\"accounts\":[{\"customerId\":\"%s\",\"creditMinor\":1000}]}".formatted(customer));
    }

    @Test
    void isHealthy() {
        assertThat(service.get("/actuator/health").json().path("status").asText())
                .isEqualTo("UP");
    }

    @Test
    void keepsTheMoneyWhenTheSagaCloses() {
        assertThat(charge(600))
                .hasToString("200 {\"orderId\":\"%s\",\"state\":\"CHARGED\",\"amountMinor\":600}".formatted(order));
        assertThat(coordinator.close(saga)).isEqualTo("Closed");
        assertThat(account()).containsExactly(600L, 0L);
        assertThat(journal()).containsExactly("CHARGE done");
    }

    @Test
    void refundsWhenTheSagaIsCancelled() {
        charge(600);
        assertThat(charge(600).status()).isEqualTo(200);
        assertThat(coordinator.cancel(saga)).isEqualTo("Cancelled");
        assertThat(account()).containsExactly(600L, 600L);
        assertThat(journal())
                // the repeat joined last and is asked first, but has nothing of its own to undo
                .containsExactly("CHARGE done", "CHARGE repeat", "REFUND empty", "REFUND done");
    }

    @Test
    void hasNothingToRefundAfterADecline() {
        assertThat(charge(1_001))
                .hasToString("409 {\"error\":\"declined\",\"detail\":\"over the credit limit of customer %s\"}"
                        .formatted(customer));
        assertThat(coordinator.cancel(saga)).isEqualTo("Cancelled");
        assertThat(account()).containsExactly(0L, 0L);
        assertThat(journal()).containsExactly("CHARGE refused", "REFUND empty");
    }

    @Test
    void chargesNothingForASagaThatHasEnded() {
        coordinator.cancel(saga);
        assertThat(charge(1).status()).isIn(410, 503);
        assertThat(account()).containsExactly(0L, 0L);
    }

    @Test
    void settlesARefundWhenTheSagaOfTheReturnCloses() {
        fulfil();
        assertThat(refund(600))
                .hasToString("200 {\"returnId\":\"r-%s\",\"state\":\"REFUNDED\",\"amountMinor\":600}".formatted(order));
        assertThat(coordinator.close(saga)).isEqualTo("Closed");
        assertThat(account()).containsExactly(600L, 600L);
        assertThat(journal()).containsExactly("CHARGE done", "REFUND_RETURN done", "SETTLE_REFUND done");
    }

    @Test
    void chargesARefundAgainWhenTheSagaOfTheReturnIsCancelled() {
        fulfil();
        refund(600);
        assertThat(refund(600).status()).isEqualTo(200);
        assertThat(coordinator.cancel(saga)).isEqualTo("Cancelled");
        assertThat(account()).containsExactly(1200L, 600L);
        assertThat(journal())
                .containsExactly(
                        "CHARGE done",
                        "REFUND_RETURN done",
                        "REFUND_RETURN repeat",
                        "CANCEL_REFUND empty",
                        "CANCEL_REFUND done");
    }

    @Test
    void hasNoRefundToCancelAfterARefusal() {
        fulfil();
        assertThat(refund(601).status()).isEqualTo(409);
        assertThat(coordinator.cancel(saga)).isEqualTo("Cancelled");
        assertThat(account()).containsExactly(600L, 0L);
        assertThat(journal()).containsExactly("CHARGE done", "REFUND_RETURN refused", "CANCEL_REFUND empty");
    }

    /** Charges 600 in a saga that closes, and begins another. */
    private void fulfil() {
        charge(600);
        assertThat(coordinator.close(saga)).isEqualTo("Closed");
        saga = coordinator.start();
    }

    private Reply refund(long amount) {
        return service.put(
                "/refunds/r-" + order,
                "{\"orderId\":\"%s\",\"customerId\":\"%s\",\"amountMinor\":%d}".formatted(order, customer, amount),
                "Long-Running-Action",
                saga);
    }

    private Reply charge(long amount) {
        return service.put(
                "/charges/" + order,
                "{\"customerId\":\"%s\",\"amountMinor\":%d}".formatted(customer, amount),
                "Long-Running-Action",
                saga);
    }

    /** charged, refunded */
    private List<Long> account() {
        for (JsonNode account : service.get("/audit").json().path("accounts")) {
            if (account.path("customerId").asText().equals(customer)) {
                return List.of(
                        account.path("chargedMinor").asLong(),
                        account.path("refundedMinor").asLong());
            }
        }
        return List.of();
    }

    private List<String> journal() {
        List<String> found = new ArrayList<>();
        for (JsonNode entry : service.get("/journal?limit=5000").json().path("entries")) {
            if (entry.path("orderId").asText().equals(order)) {
                found.add(entry.path("effect").asText() + " "
                        + entry.path("result").asText());
            }
        }
        return found;
    }
}
