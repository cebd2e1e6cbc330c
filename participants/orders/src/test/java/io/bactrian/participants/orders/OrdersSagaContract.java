package io.bactrian.participants.orders;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bactrian.participants.testing.Coordinator;
import io.bactrian.participants.testing.Reply;
import io.bactrian.participants.testing.Service;
import io.bactrian.participants.testing.TestDatabase;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The order book as a participant of real sagas, on every coordinator, and its timer. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OrdersSagaContract {

    private Service service;
    private ManualClock clock;

    private String order;
    private String path;
    private Coordinator coordinator;
    private String saga;

    /** Starts a coordinator and says where it is. */
    abstract URI startCoordinator();

    abstract void stopCoordinator();

    @BeforeAll
    void start() {
        coordinator = new Coordinator(startCoordinator());
        service = Service.start(
                OrdersApplication.class,
                TestDatabase.h2(),
                Map.of(
                        "camel.lra.coordinator-url",
                        coordinator.root(),
                        "bactrian.callbacks.answer-within",
                        "20s",
                        "orders.abandoned-check-period",
                        "100ms"),
                OrdersContract.ManualTime.class);
        clock = service.bean(ManualClock.class);
    }

    @AfterAll
    void stop() {
        service.close();
        stopCoordinator();
    }

    @BeforeEach
    void begin() {
        order = "50% ü+" + UUID.randomUUID();
        path = "/orders/" + URLEncoder.encode(order, StandardCharsets.UTF_8).replace("+", "%20");
        saga = coordinator.start();
        service.post(
                "/orders",
                "{\"orderId\":\"%s\",\"customerId\":\"1\",\"lines\":[{\"sku\":\"a\",\"quantity\":1,\"unitPriceMinor\":1}]}"
                        .formatted(order));
    }

    @Test
    void isHealthy() {
        assertThat(service.get("/actuator/health").json().path("status").asText())
                .isEqualTo("UP");
    }

    @Test
    void keepsTheConfirmationWhenTheSagaCloses() {
        attach();
        assertThat(confirm())
                .hasToString("200 {\"orderId\":\"%s\",\"attempt\":1,\"state\":\"CONFIRMED\"}".formatted(order));
        assertThat(coordinator.close(saga)).isEqualTo("Closed");
        assertThat(state()).isEqualTo("CONFIRMED");
        assertThat(journal()).containsExactly("CONFIRM_ORDER done");
    }

    @Test
    void withdrawsTheConfirmationWhenTheSagaIsCancelled() {
        attach();
        confirm();
        assertThat(coordinator.cancel(saga)).isEqualTo("Cancelled");
        assertThat(state()).isEqualTo("PENDING");
        assertThat(journal()).containsExactly("CONFIRM_ORDER done", "WITHDRAW done");
    }

    @Test
    void hasNothingToWithdrawWhenItDidNotConfirm() {
        assertThat(confirm().status()).isEqualTo(409);
        assertThat(coordinator.cancel(saga)).isEqualTo("Cancelled");
        assertThat(state()).isEqualTo("PENDING");
        assertThat(journal()).containsExactly("CONFIRM_ORDER refused", "WITHDRAW empty");
    }

    @Test
    void cancelsAbandonedAttemptsByItself() {
        clock.advance(Duration.ofSeconds(30));
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> state().equals("CANCELLED"));
    }

    @Test
    void hasTheOrderReturnedWhenTheSagaOfTheReturnCloses() {
        fulfil();
        assertThat(validate().status()).isEqualTo(200);
        assertThat(state()).isEqualTo("RETURNING");
        assertThat(coordinator.close(saga)).isEqualTo("Closed");
        assertThat(state()).isEqualTo("RETURNED");
        assertThat(journal())
                .containsExactly(
                        "CONFIRM_ORDER done", "COMPLETE_ORDER done", "ACCEPT_RETURN done", "COMPLETE_RETURN done");
    }

    @Test
    void leavesTheOrderFulfilledWhenTheSagaOfTheReturnIsCancelled() {
        fulfil();
        validate();
        assertThat(validate().status()).isEqualTo(200);
        assertThat(coordinator.cancel(saga)).isEqualTo("Cancelled");
        assertThat(state()).isEqualTo("FULFILLED");
        assertThat(journal())
                .containsExactly(
                        "CONFIRM_ORDER done",
                        "COMPLETE_ORDER done",
                        "ACCEPT_RETURN done",
                        "ACCEPT_RETURN repeat",
                        "DROP_RETURN empty",
                        "DROP_RETURN done");
    }

    @Test
    void hasNothingToDropWhenTheReturnWasRefused() {
        assertThat(validate())
                .hasToString(
                        "409 {\"error\":\"order is not fulfilled yet\",\"detail\":\"%s is PENDING\",\"retryable\":true}"
                                .formatted(order));
        assertThat(coordinator.cancel(saga)).isEqualTo("Cancelled");
        assertThat(journal()).containsExactly("ACCEPT_RETURN refused", "DROP_RETURN empty");
    }

    /** Fulfils the order in a saga that closes, and begins another. */
    private void fulfil() {
        attach();
        confirm();
        assertThat(coordinator.close(saga)).isEqualTo("Closed");
        assertThat(service.put(path + "/attempts/1/completion", "{}", "Long-Running-Action", saga)
                        .status())
                .isEqualTo(200);
        saga = coordinator.start();
    }

    private Reply validate() {
        service.post(
                "/returns", "{\"returnId\":\"r %1$s\",\"orderId\":\"%1$s\",\"reason\":\"too small\"}".formatted(order));
        String returnPath = path.replace("/orders/", "/returns/r%20");
        return service.put(path + returnPath + "/validation", "{}", "Long-Running-Action", saga);
    }

    private void attach() {
        assertThat(service.put(path + "/attempts/1/saga", "{}", "Long-Running-Action", saga)
                        .status())
                .isEqualTo(200);
    }

    private Reply confirm() {
        return service.put(path + "/attempts/1/confirmation", "{}", "Long-Running-Action", saga);
    }

    private String state() {
        return service.get(path).json().path("state").asText();
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
