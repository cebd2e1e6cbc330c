package io.bactrian.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bactrian.routes.scripted.Reply;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class OpenApiTest extends RoutesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void describesWhatIsServedAndNothingElse() throws Exception {
        Set<String> served = application.getBean(CamelContext.class).getRestRegistry().listAllRestServices().stream()
                .map(service -> service.getMethod().toLowerCase() + " "
                        + service.getUrl().replaceFirst("^https?://[^/]*", ""))
                .filter(operation -> !operation.contains("/lra-participant"))
                .collect(Collectors.toCollection(TreeSet::new));

        Set<String> described = new TreeSet<>();
        document().path("paths").fields().forEachRemaining(path -> path.getValue()
                .fieldNames()
                .forEachRemaining(method -> described.add(method + " " + path.getKey())));

        assertThat(described).isEqualTo(served).isNotEmpty();
    }

    @Test
    void describesEveryAnswerToAnOrder() throws Exception {
        String id = newId();
        String refused = newId();
        PAYMENT.next("PUT /charges/" + refused, Reply.of(409, "{'error':'declined','detail':'credit limit'}"));
        String cancelled = newId();
        PAYMENT.next("PUT /charges/" + cancelled, Reply.BROKEN);
        String running = newId();
        TestCoordinator.FRONT.nextEnding("/close", TestCoordinator.says(Reply.NOT_NOW));

        assertDescribed("post", "/orders", 202, place(running));
        assertDescribed("post", "/orders", 201, place(id));
        assertDescribed("post", "/orders", 409, place(refused));
        assertDescribed("post", "/orders", 409, place(cancelled));
        assertDescribed("post", "/orders", 400, post("/orders", "{}"));
        for (String placed : List.of(id, refused, cancelled, running)) {
            assertDescribed("get", "/orders/{orderId}", 200, get("/orders/" + placed));
        }
        assertDescribed("get", "/orders/{orderId}", 404, get("/orders/never"));
        ORDERS.next("GET /orders/", Reply.of(400, "{'errors':['orderId must be 1 to 100 characters']}"));
        assertDescribed("get", "/orders/{orderId}", 400, get("/orders/long"));
        ORDERS.next("POST /orders", Reply.BROKEN);
        ORDERS.next("GET /orders/", Reply.BROKEN);
        assertDescribed("post", "/orders", 503, place(newId()));
        assertDescribed("get", "/orders/{orderId}", 503, get("/orders/" + id));
    }

    @Test
    void describesEveryAnswerToAPurchase() throws Exception {
        String id = newId();
        String refused = newId();
        PAYMENT.next("PUT /charges/purchase-" + refused, Reply.of(409, "{'error':'declined','detail':'credit limit'}"));
        TestCoordinator.FRONT.nextEnding("/close", TestCoordinator.says(Reply.NOT_NOW));

        assertDescribed("post", "/purchases", 202, purchase(newId()));
        assertDescribed("post", "/purchases", 201, purchase(id));
        assertDescribed("post", "/purchases", 409, purchase(refused));
        assertDescribed("post", "/purchases", 400, post("/purchases", "{}"));
        TestCoordinator.FRONT.next("POST /lra-coordinator/start", TestCoordinator.says(Reply.NOT_NOW));
        assertDescribed("post", "/purchases", 503, purchase(newId()));
    }

    @Test
    void describesTheBooks() throws Exception {
        purchase(newId());
        assertDescribed("get", "/audit", 200, get("/audit"));

        JdbcClient jdbc = application.getBean(JdbcClient.class);
        jdbc.sql("alter table sale rename to sale_away").update();
        try {
            assertDescribed("get", "/audit", 503, get("/audit"));
        } finally {
            jdbc.sql("alter table sale_away rename to sale").update();
        }
    }

    @Test
    void describesEveryAnswerToAReturn() throws Exception {
        String id = newId();
        String refused = newId();
        ORDERS.next(
                "PUT /orders/order%20of%20" + refused + "/returns/" + refused + "/validation",
                Reply.of(409, "{'error':'order was returned'}"));
        String undone = newId();
        INVENTORY.next("PUT /restocks/" + undone, Reply.of(409, "{'error':'damaged','detail':'all of it'}"));
        String running = newId();
        TestCoordinator.FRONT.nextEnding("/close", TestCoordinator.says(Reply.NOT_NOW));

        assertDescribed("post", "/returns", 202, giveBack(running));
        assertDescribed("post", "/returns", 201, giveBack(id));
        assertDescribed("post", "/returns", 409, giveBack(refused));
        assertDescribed("post", "/returns", 409, giveBack(undone));
        assertDescribed("post", "/returns", 400, post("/returns", "{}"));
        for (String asked : List.of(id, refused, undone, running)) {
            assertDescribed("get", "/returns/{returnId}", 200, get("/returns/" + asked));
        }
        assertDescribed("get", "/returns/{returnId}", 404, get("/returns/never"));
        ORDERS.next("GET /returns/", Reply.of(400, "{'errors':['returnId must be 1 to 100 characters']}"));
        assertDescribed("get", "/returns/{returnId}", 400, get("/returns/long"));
        ORDERS.next("POST /returns", Reply.BROKEN);
        ORDERS.next("GET /returns/", Reply.BROKEN);
        assertDescribed("post", "/returns", 503, giveBack(newId()));
        assertDescribed("get", "/returns/{returnId}", 503, get("/returns/" + id));
    }

    private static JsonNode document() throws JsonProcessingException {
        HttpResponse<String> answer = get("/openapi.json");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        return JSON.readTree(answer.body());
    }

    private static void assertDescribed(String method, String path, int status, HttpResponse<String> answer)
            throws JsonProcessingException {
        JsonNode document = document();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonNode response =
                document.path("paths").path(path).path(method).path("responses").path("" + status);
        assertThat(response.path("headers").has("Retry-After"))
                .as("Retry-After of %s %s %d", method, path, status)
                .isEqualTo(answer.headers().firstValue("Retry-After").isPresent());
        JsonNode schema = response.path("content").path("application/json").path("schema");
        assertFits(document, schema, JSON.readTree(answer.body()), method + " " + path + " " + status);
    }

    /** As much of JSON Schema as the document uses for answers. */
    private static void assertFits(JsonNode document, JsonNode schema, JsonNode value, String where) {
        if (schema.has("$ref")) {
            JsonNode target = document.at(schema.path("$ref").asText().substring(1));
            assertThat(target.isObject()).as("%s: %s", where, schema).isTrue();
            assertFits(document, target, value, where);
            return;
        }
        switch (schema.path("type").asText()) {
            case "object" -> {
                schema.path("required").forEach(name -> assertThat(value.has(name.asText()))
                        .as("%s: %s in %s", where, name, value)
                        .isTrue());
                value.fields().forEachRemaining(field -> {
                    JsonNode property = schema.path("properties").path(field.getKey());
                    assertThat(property.isObject())
                            .as("%s: %s is described", where, field.getKey())
                            .isTrue();
                    assertFits(document, property, field.getValue(), where + " " + field.getKey());
                });
            }
            case "array" -> {
                assertThat(value.isArray()).as(where).isTrue();
                value.forEach(element -> assertFits(document, schema.path("items"), element, where));
            }
            case "string" -> {
                assertThat(value.isTextual()).as("%s: %s", where, value).isTrue();
                if (schema.has("enum")) {
                    assertThat(schema.path("enum")).as(where).contains(value);
                }
            }
            case "integer" ->
                assertThat(value.isIntegralNumber()).as("%s: %s", where, value).isTrue();
            case "boolean" ->
                assertThat(value.isBoolean()).as("%s: %s", where, value).isTrue();
            default -> throw new AssertionError(where + " has no type: " + schema);
        }
    }
}
