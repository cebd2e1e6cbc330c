package io.bactrian.participants.shipping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bactrian.participants.journal.Answer;
import io.bactrian.participants.testing.Race;
import io.bactrian.participants.testing.Reply;
import io.bactrian.participants.testing.Service;
import io.bactrian.participants.testing.StepContract;
import io.bactrian.participants.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Shipping's rules and its REST interface, on every database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ShippingContract extends StepContract {

    private static final String BODY = "{\"customerId\":\"17850\",\"lines\":[{\"sku\":\"85123A\",\"quantity\":6}]}";

    private Service service;

    abstract TestDatabase database();

    @BeforeAll
    void start() {
        service = Service.start(ShippingApplication.class, database());
    }

    @AfterAll
    void stop() {
        service.close();
    }

    @Override
    protected Answer act() {
        var lines = List.of(new Consignment.Line("85123A", 6));
        return service.bean(Shipments.class).create(new Consignment(new ShipmentId(order, 1), "17850", lines));
    }

    @Override
    protected void compensate() {
        service.bean(Shipments.class).cancel(new ShipmentId(order, 1));
    }

    @Override
    protected int effects() {
        return (int) shipments().stream()
                .filter(shipment -> shipment.endsWith("ACTIVE"))
                .count();
    }

    @Override
    protected String stepName() {
        return "create-shipment";
    }

    @Override
    protected JdbcClient jdbc() {
        return service.bean(JdbcClient.class);
    }

    @Test
    void makesOneShipmentForACallThatIsRepeated() {
        String shipment = "200 {\"orderId\":\"%1$s\",\"attempt\":1,\"state\":\"ACTIVE\",\"trackingId\":\"TR-%1$s-1\"}"
                .formatted(order);
        assertThat(create(1)).hasToString(shipment);
        assertThat(create(1)).hasToString(shipment);
        assertThat(service.get(path(1))).hasToString(shipment);
        assertThat(shipments()).containsExactly("1 ACTIVE");
    }

    @Test
    void blocksAShipmentThatIsCancelledBeforeItIsMade() {
        assertThat(service.delete(path(1)))
                .hasToString("200 {\"orderId\":\"%s\",\"attempt\":1,\"state\":\"BLOCKED\"}".formatted(order));
        assertThat(create(1))
                .hasToString(
                        "410 {\"error\":\"too late\",\"detail\":\"create-shipment of order %s was compensated before it arrived\"}"
                                .formatted(order));
        assertThat(shipments()).containsExactly("1 BLOCKED");
    }

    @Test
    void shipsTheNextAttemptOnceTheFormerIsCancelled() {
        create(1);
        assertThat(create(2))
                .hasToString(
                        "503 {\"error\":\"other shipment active\",\"detail\":\"order %s has a shipment that is not cancelled yet: call again\"}"
                                .formatted(order));
        assertThat(service.delete(path(1)).json().path("state").asText()).isEqualTo("CANCELLED");
        assertThat(create(2).status()).isEqualTo(200);
        assertThat(shipments()).containsExactly("1 CANCELLED", "2 ACTIVE");
    }

    @Test
    void hasOneActiveShipmentHoweverManyAttemptsAreMadeAtOnce() {
        List<Callable<Reply>> attempts = new ArrayList<>();
        for (int i = 1; i <= 6; i++) {
            int attempt = i;
            attempts.add(() -> create(attempt));
        }
        assertThat(Race.run(attempts))
                .extracting(Reply::status)
                .containsOnlyOnce(200)
                .contains(503);
        assertThat(effects()).isEqualTo(1);
    }

    @Test
    void refusesACustomerNoCarrierDeliversTo() {
        String customer = "c-" + UUID.randomUUID();
        String list = "{\"refusedCustomers\":[\"%s\"]}".formatted(customer);
        assertThat(service.put("/carriers", list)).hasToString("200 {\"refusedCustomers\":1}");
        assertThat(service.put("/carriers", list)).hasToString("200 {\"refusedCustomers\":1}");
        Reply refused = service.put(path(1), BODY.replace("17850", customer));

        assertThat(refused)
                .hasToString("409 {\"error\":\"no carrier\",\"detail\":\"customer %s\"}".formatted(customer));
        assertThat(service.delete(path(1)).json().path("state").asText()).isEqualTo("BLOCKED");
        assertThat(shipments()).containsExactly("1 BLOCKED");
    }

    @Test
    void knowsNoShipmentThatWasNeverAskedFor() {
        assertThat(service.get(path(3)))
                .hasToString("404 {\"error\":\"no such shipment\",\"detail\":\"attempt 3 of order %s has none\"}"
                        .formatted(order));
    }

    @Test
    void namesEveryFault() {
        assertThat(service.put("/shipments/4711/0", "{\"lines\":[{\"sku\":\"a\",\"quantity\":0}]}"))
                .hasToString("400 {\"errors\":[\"customerId is missing\",\"line 1: quantity must be 1 or more, was 0\","
                        + "\"attempt must be 1 or more, was 0\"]}");
        assertThat(service.put("/carriers", "{\"refusedCustomers\":[\"a\",7]}"))
                .hasToString("400 {\"errors\":[\"refusedCustomers[1] must be a text, was 7\"]}");
        assertThat(service.delete("/shipments/4711/x"))
                .hasToString("400 {\"errors\":[\"attempt must be a whole number, was \\\"x\\\"\"]}");
    }

    @Test
    void tellsWhatABodyMustBe() {
        assertThat(service.put("/carriers", ""))
                .hasToString("400 {\"errors\":[\"body is missing: send a JSON object\"]}");
        assertThat(service.put("/carriers", "7"))
                .hasToString("400 {\"errors\":[\"body must be a JSON object, was 7\"]}");
        assertThat(service.put("/carriers", "{\"refusedCustomers\":"))
                .hasToString("400 {\"errors\":[\"body is no valid JSON (line 1, column 21): "
                        + "Unexpected end-of-input within/between Object entries\"]}");
        assertThat(service.put("/carriers", "{} {}").status()).isEqualTo(400);
        assertThat(service.putForm("/carriers", "refusedCustomers=a"))
                .hasToString(
                        "400 {\"errors\":[\"body must be JSON with Content-Type application/json, came as a form\"]}");
        assertThat(service.put("/carriers", "{\"refusedCustomers\":[\"a\\u0007b\"]}")
                        .body())
                .contains("refusedCustomers[0] must be 1 to 100 characters, none of them a control character, was");
    }

    @Test
    void journalsWithoutASaga() {
        create(1);
        JsonNode entries = service.get("/journal?limit=5000").json().path("entries");
        JsonNode last = entries.path(entries.size() - 1);
        assertThat(last.path("sagaId").isNull()).isTrue();
        assertThat(last.path("orderId").asText()).isEqualTo(order);
        assertThat(last.path("effect").asText()).isEqualTo("CREATE_SHIPMENT");
    }

    @Test
    void isHealthy() {
        assertThat(service.get("/actuator/health").json().path("status").asText())
                .isEqualTo("UP");
    }

    private Reply create(int attempt) {
        return service.put(path(attempt), BODY);
    }

    private String path(int attempt) {
        return "/shipments/%s/%d".formatted(order, attempt);
    }

    private List<String> shipments() {
        List<String> found = new ArrayList<>();
        for (JsonNode shipment : service.get("/audit").json().path("shipments")) {
            if (shipment.path("orderId").asText().equals(order)) {
                found.add(shipment.path("attempt").asText() + " "
                        + shipment.path("state").asText());
            }
        }
        return found;
    }
}
