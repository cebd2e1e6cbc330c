package io.bactrian.starter.saga;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.http.base.HttpHeaderFilterStrategy;
import org.apache.camel.model.SagaCompletionMode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers of an application's HTTP endpoints learn nothing of its sagas. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnswerHeadersTest {

    private final ScriptedCoordinator coordinator = new ScriptedCoordinator();
    private final TestApplication app = TestApplication.start(coordinator.url(), new Orders());

    @AfterAll
    void stop() {
        app.close();
        coordinator.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/plain/orders", "/rest/orders"})
    void headersOfSagasDoNotTravelBack(String path) {
        HttpHeaders headers = send(app, path);

        assertThat(headers.firstValue("X-Began"))
                .hasValueSatisfying(saga -> assertThat(saga).startsWith(coordinator.url() + "/lra-coordinator/"));
        assertThat(headers.map().keySet()).contains("x-of-the-request").noneMatch(AnswerHeadersTest::isOfSagas);
    }

    @Test
    void theFilterOfTheApplicationStillDecidesAboutAllOthers() {
        try (TestApplication filtering = TestApplication.start(
                coordinator.url(),
                new Orders(),
                Map.of(OwnFilter.class, new OwnFilter()),
                "camel.component.platform-http.header-filter-strategy=#OwnFilter")) {
            HttpHeaders headers = send(filtering, "/plain/orders");

            assertThat(headers.map().keySet())
                    .contains("x-began")
                    .doesNotContain("x-of-the-request")
                    .noneMatch(AnswerHeadersTest::isOfSagas);
        }
    }

    private static boolean isOfSagas(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.startsWith("long-running-action")
                || lower.startsWith("bactrian-")
                || lower.startsWith("narayana-lra-")
                || lower.equals("idempotency-key");
    }

    private static HttpHeaders send(TestApplication application, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(application.url() + path))
                .header("X-Of-The-Request", "1")
                .header("Narayana-LRA-Participant-Data", "data")
                .header("Bactrian-Attempt", "1")
                .header("Long-Running-Action-Recovery", "http://localhost/recovery")
                .header("Idempotency-Key", "key")
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            HttpResponse<String> answer =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            return answer.headers();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Lets nothing of the request out. */
    static final class OwnFilter extends HttpHeaderFilterStrategy {

        @Override
        public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
            return name.equalsIgnoreCase("X-Of-The-Request") || super.applyFilterToCamelHeaders(name, value, exchange);
        }
    }

    private static final class Orders extends RouteBuilder {

        // spotless:off
        @Override
        public void configure() {
            from("platform-http:/plain/orders").to("direct:order");
            rest("/rest").post("/orders").to("direct:rest-order");
            from("direct:rest-order").to("direct:order");
            from("direct:undo").log("undo");
            from("direct:order").routeId("order")
                .saga().completionMode(SagaCompletionMode.MANUAL).compensation("direct:undo")
                .setHeader("X-Began", header("Long-Running-Action"))
                .setBody(constant("begun"));
        }
        // spotless:on
    }
}
