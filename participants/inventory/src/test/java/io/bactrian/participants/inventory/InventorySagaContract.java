package io.bactrian.participants.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bactrian.participants.testing.Coordinator;
import io.bactrian.participants.testing.Reply;
import io.bactrian.participants.testing.Service;
import io.bactrian.participants.testing.TestDatabase;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Inventory as a participant of real sagas, on every coordinator. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class InventorySagaContract {

    private Service service;

    private String sku;
    private Coordinator coordinator;
    private String saga;

    /** Starts a coordinator and says where it is. */
    abstract URI startCoordinator();

    abstract void stopCoordinator();

    @BeforeAll
    void start() {
        coordinator = new Coordinator(startCoordinator());
        service = Service.start(
                InventoryApplication.class,
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
        sku = "sku " + UUID.randomUUID();
        saga = coordinator.start();
        assertThat(service.put("/stock", "{\"items\":[{\"sku\":\"%s\",\"quantity\":10}]}".formatted(sku))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void isHealthy() {
        assertThat(service.get("/actuator/health").json().path("status").asText())
                .isEqualTo("UP");
    }

    @Test
    void confirmsWhenTheSagaCloses() {
        assertThat(reserve("4711", 2)).hasToString("200 {\"orderId\":\"4711\",\"state\":\"RESERVED\"}");
        assertThat(coordinator.close(saga)).isEqualTo("Closed");
        assertThat(stock()).containsExactly(10, 8, 0, 2);
        assertThat(journal("4711")).containsExactly("RESERVE done", "CONFIRM done");
    }

    @Test
    void releasesWhenTheSagaIsCancelled() {
        reserve("4712", 2);
        assertThat(coordinator.cancel(saga)).isEqualTo("Cancelled");
        assertThat(stock()).containsExactly(10, 10, 0, 0);
        assertThat(journal("4712")).containsExactly("RESERVE done", "RELEASE done");
    }

    @Test
    void addsUpLinesOfTheSameSku() {
        String lines =
                "{\"lines\":[{\"sku\":\"%1$s\",\"quantity\":2},{\"sku\":\"%1$s\",\"quantity\":3}]}".formatted(sku);
        assertThat(service.put("/reservations/4713", lines, "Long-Running-Action", saga)
                        .status())
                .isEqualTo(200);
        assertThat(stock()).containsExactly(10, 5, 5, 0);
        coordinator.cancel(saga);
    }

    @Test
    void reservesOnceForACallerThatCallsAgain() {
        Reply first = reserve("4714", 2);
        assertThat(reserve("4714", 2)).hasToString(first.toString());
        assertThat(coordinator.cancel(saga)).isEqualTo("Cancelled");
        assertThat(stock()).containsExactly(10, 10, 0, 0);
        assertThat(journal("4714"))
                // the repeat joined last and is asked first, but has nothing of its own to undo
                .containsExactly("RESERVE done", "RESERVE repeat", "RELEASE empty", "RELEASE done");
    }

    @Test
    void hasNothingToReleaseAfterARefusal() {
        assertThat(reserve("4715", 11))
                .hasToString("409 {\"error\":\"out of stock\",\"detail\":\"%s\"}".formatted(sku));
        assertThat(coordinator.cancel(saga)).isEqualTo("Cancelled");
        assertThat(stock()).containsExactly(10, 10, 0, 0);
        assertThat(journal("4715")).containsExactly("RESERVE refused", "RELEASE empty");
    }

    @Test
    void refusesToActInASagaThatHasEnded() {
        reserve("4716", 2);
        coordinator.cancel(saga);
        assertThat(reserve("4716", 2).status()).isIn(410, 503);
        assertThat(stock()).containsExactly(10, 10, 0, 0);
    }

    @Test
    void compensatesOrdersWhoseIdsHoldAnyCharacter() {
        List<String> ids = List.of("50% off", "a+b", "a&b=c", "ü#1?", "a,b{json}", "~tilde~41");
        for (String id : ids) {
            assertThat(reserve(id, 1).status()).as(id).isEqualTo(200);
            assertThat(coordinator.cancel(saga)).as(id).isEqualTo("Cancelled");
            assertThat(journal(id)).containsExactly("RESERVE done", "RELEASE done");
            saga = coordinator.start();
        }
        assertThat(stock()).containsExactly(10, 10, 0, 0);
    }

    @Test
    void tellsTheCallerNothingOfTheSagaInItsHeaders() {
        Reply reply = reserve("4717", 1);
        assertThat(reply.headers().map().keySet())
                .map(String::toLowerCase)
                .isSubsetOf("content-type", "date", "connection", "keep-alive", "transfer-encoding", "content-length");
        coordinator.cancel(saga);
    }

    @Test
    void shelvesWhatComesBackWhenTheSagaOfTheReturnCloses() {
        sell("4720");
        assertThat(restock("4720", 2)).hasToString("200 {\"returnId\":\"r 4720\",\"state\":\"RECEIVED\"}");
        assertThat(stock()).as("not for sale yet").containsExactly(10, 8, 0, 0);
        assertThat(coordinator.close(saga)).isEqualTo("Closed");
        assertThat(stock()).containsExactly(10, 10, 0, 0);
        assertThat(journal("4720")).containsExactly("RESERVE done", "CONFIRM done", "RECEIVE done", "SHELVE done");
    }

    @Test
    void sendsTheGoodsBackWhenTheSagaOfTheReturnIsCancelled() {
        sell("4721 ü+");
        restock("4721 ü+", 2);
        assertThat(coordinator.cancel(saga)).isEqualTo("Cancelled");
        assertThat(stock()).containsExactly(10, 8, 0, 2);
        assertThat(journal("4721 ü+"))
                .containsExactly("RESERVE done", "CONFIRM done", "RECEIVE done", "SEND_BACK done");
    }

    @Test
    void hasNothingToSendBackAfterARefusal() {
        sell("4722");
        service.put("/inspections", "{\"damagedReturns\":[\"r 1 4722\"]}");
        assertThat(restock("r%201%204722", "4722", 2))
                .hasToString("409 {\"error\":\"damaged\",\"detail\":\"return r 1 4722 of order 4722\"}");
        assertThat(coordinator.cancel(saga)).isEqualTo("Cancelled");
        assertThat(stock()).containsExactly(10, 8, 0, 2);
        assertThat(journal("4722"))
                .containsExactly("RESERVE done", "CONFIRM done", "RECEIVE refused", "SEND_BACK empty");
    }

    /** Reserves 2 in a saga that closes, and begins another. */
    private void sell(String order) {
        assertThat(reserve(order, 2).status()).isEqualTo(200);
        assertThat(coordinator.close(saga)).isEqualTo("Closed");
        saga = coordinator.start();
    }

    private Reply restock(String order, int quantity) {
        return restock("r%20" + path(order), order, quantity);
    }

    private Reply restock(String path, String order, int quantity) {
        String parcel =
                "{\"orderId\":\"%s\",\"lines\":[{\"sku\":\"%s\",\"quantity\":%d}]}".formatted(order, sku, quantity);
        return service.put("/restocks/" + path, parcel, "Long-Running-Action", saga);
    }

    private Reply reserve(String order, int quantity) {
        return reserve(saga, order, sku, quantity);
    }

    Reply reserve(String by, String order, String name, int quantity) {
        String lines = "{\"lines\":[{\"sku\":\"%s\",\"quantity\":%d}]}".formatted(name, quantity);
        return service.put("/reservations/" + path(order), lines, "Long-Running-Action", by);
    }

    private static String path(String order) {
        return URLEncoder.encode(order, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** initial, on hand, reserved, confirmed */
    private List<Integer> stock() {
        for (JsonNode stock : service.get("/audit").json().path("stock")) {
            if (stock.path("sku").asText().equals(sku)) {
                return List.of(
                        stock.path("initial").asInt(),
                        stock.path("onHand").asInt(),
                        stock.path("reserved").asInt(),
                        stock.path("confirmed").asInt());
            }
        }
        return List.of();
    }

    private List<String> journal(String order) {
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
