package io.bactrian.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScriptedServicesTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final ManualClock clock = new ManualClock();
    private final ScriptedServices services = ScriptedServices.start(clock, "shipping", "payment");

    @AfterEach
    void stop() {
        services.close();
    }

    @Test
    void answers200UnlessToldOtherwise() {
        services.given("PUT http:shipping/shipments/*").answers(409, Map.of("error", "no carrier"));

        assertThat(call("GET", "shipping", "/anything")).isEqualTo("200 ");
        assertThat(call("PUT", "shipping", "/shipments/1")).isEqualTo("409 {\"error\":\"no carrier\"}");
        assertThat(call("PUT", "shipping", "/shipments/1")).as("for ever").startsWith("409 ");
        assertThat(call("PUT", "payment", "/shipments/1")).isEqualTo("200 ");
    }

    @Test
    void saysOfWhatTypeABodyIs() throws Exception {
        services.given("GET http:shipping/json").answers(200, "{\"a\":1}");
        services.given("GET http:shipping/text").answers(200, "17");

        assertThat(send("GET", "shipping", "/json").headers().firstValue("Content-Type"))
                .contains("application/json");
        assertThat(send("GET", "shipping", "/text").headers().firstValue("Content-Type"))
                .contains("text/plain");
    }

    @Test
    void givesEachAnswerOnceAndTheLastForEver() {
        services.given("GET http:shipping/rates")
                .answers(503)
                .times(2)
                .answers(404)
                .answers(200, "7");

        assertThat(List.of(rates(), rates(), rates(), rates(), rates()))
                .containsExactly("503 ", "503 ", "404 ", "200 7", "200 7");
    }

    @Test
    void answers200WhenALimitedAnswerIsSpent() {
        services.given("GET http:shipping/rates").answers(503).times(1);

        assertThat(List.of(rates(), rates())).containsExactly("503 ", "200 ");
    }

    @Test
    void theSamePatternAgainIsWrittenAnew() {
        services.given("GET http:shipping/rates").answers(503).times(5);
        services.given("GET http:shipping/rates").answers(404);

        assertThat(rates()).isEqualTo("404 ");
    }

    @Test
    void fallsBackToTheRuleBefore() {
        services.given("GET http:shipping/**").answers(404);
        services.given("GET http:shipping/rates").answers(503).times(1);

        assertThat(List.of(rates(), rates())).containsExactly("503 ", "404 ");
    }

    @Test
    void hangsUp() {
        services.given("GET http:shipping/rates").hangsUp();

        assertThatThrownBy(() -> send("GET", "shipping", "/rates")).isInstanceOf(IOException.class);
        assertThat(services.log()).contains("shipping: GET /rates -> hung up");
    }

    @Test
    void diesAndComesBackOnTheSamePort() throws Exception {
        String url = services.url("shipping");
        services.given("PUT http:shipping/shipments/*").undoneBy("DELETE http:shipping/shipments/*");
        call("PUT", "shipping", "/shipments/1");
        services.given("GET http:shipping/rates").dies();

        assertThatThrownBy(() -> send("GET", "shipping", "/rates")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> send("GET", "shipping", "/other")).isInstanceOf(ConnectException.class);
        services.comeBack("shipping");

        assertThat(send("GET", "shipping", "/other").statusCode()).isEqualTo(200);
        assertThat(services.url("shipping")).isEqualTo(url);
        assertThat(services.standing()).as("it still knows what it did").hasSize(1);
    }

    @Test
    void keepsAnAnswerBackUntilItIsReleased() {
        services.given("GET http:shipping/rates").answers(200, "7").whenReleased();

        CompletableFuture<String> answer = CompletableFuture.supplyAsync(this::rates);
        await().until(() -> !services.held().isEmpty());

        assertThat(services.held()).containsExactly("shipping: GET /rates");
        assertThat(answer).isNotDone();
        assertThat(services.release()).isEqualTo(1);
        assertThat(answer).succeedsWithin(Duration.ofSeconds(5)).isEqualTo("200 7");
    }

    @Test
    void keepsAnAnswerBackUntilTheClockIsTurned() {
        services.given("GET http:shipping/rates").after(Duration.ofMinutes(1));
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(this::rates);
        await().until(() -> !services.held().isEmpty());

        clock.advance(Duration.ofSeconds(59));
        assertThat(services.held()).hasSize(1);
        clock.advance(Duration.ofSeconds(1));

        assertThat(answer).succeedsWithin(Duration.ofSeconds(5)).isEqualTo("200 ");
    }

    @Test
    void whoKnowsNoClockCannotDelay() {
        try (ScriptedServices live = ScriptedServices.startLive("shipping")) {
            assertThatThrownBy(() -> live.given("GET http:shipping/rates").after(Duration.ofMinutes(1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("after(PT1M) needs a clock that the test turns; these services were started without"
                            + " one: use whenReleased()");
        }
    }

    @Test
    void eachServiceHasANameOfItsOwn() {
        assertThatThrownBy(() -> ScriptedServices.startLive("shipping", "shipping"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("each scripted service needs a name of its own, without blanks, slashes and colons, was"
                        + " 'shipping' among [shipping, shipping]");
        assertThatThrownBy(() -> ScriptedServices.startLive("http:shipping"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("was 'http:shipping' among [http:shipping]");
    }

    @Test
    void remembersWhatIsDoneAndUndone() {
        services.given("PUT http:shipping/shipments/*")
                .answers(503)
                .times(1)
                .undoneBy("DELETE http:shipping/shipments/*");

        call("PUT", "shipping", "/shipments/1");
        call("PUT", "shipping", "/shipments/1");
        call("PUT", "shipping", "/shipments/1");
        call("PUT", "shipping", "/shipments/2");
        call("DELETE", "shipping", "/shipments/1");
        call("DELETE", "shipping", "/shipments/3");

        String step = "PUT http:shipping/shipments/*";
        assertThat(services.effects())
                .containsExactly(
                        new Effect(Effect.Kind.DONE, step, "1", null, true, "PUT /shipments/1"),
                        new Effect(Effect.Kind.DONE, step, "1", null, false, "PUT /shipments/1"),
                        new Effect(Effect.Kind.DONE, step, "2", null, true, "PUT /shipments/2"),
                        new Effect(Effect.Kind.UNDONE, step, "1", null, true, "DELETE /shipments/1"),
                        new Effect(Effect.Kind.UNDONE, step, "3", null, false, "DELETE /shipments/3"));
        assertThat(services.standing()).extracting(Effect::key).containsExactly("2");
    }

    @Test
    void takesARepetitionForAnotherCallUnlessItSaysWhatItRepeats() {
        services.given("POST http:shipping/shipments/*").ofStep("ship").undoneBy("POST http:shipping/recalls/*");

        call("POST", "shipping", "/shipments/1", "Idempotency-Key", "a");
        call("POST", "shipping", "/shipments/1", "Idempotency-Key", "a");
        call("POST", "shipping", "/shipments/1", "Idempotency-Key", "b");
        call("POST", "shipping", "/shipments/2");
        call("POST", "shipping", "/shipments/2");
        call("POST", "shipping", "/recalls/1", "Idempotency-Key", "c");
        call("POST", "shipping", "/recalls/1", "Idempotency-Key", "c");
        call("POST", "shipping", "/recalls/2");
        call("POST", "shipping", "/recalls/2");
        call("POST", "shipping", "/recalls/3");
        call("POST", "shipping", "/recalls/3");

        assertThat(services.effects())
                .extracting(Effect::toString)
                .containsExactly(
                        "done ship 1",
                        "done ship 1 (again, or nothing was there)",
                        "done ship 1",
                        "done ship 2",
                        "done ship 2",
                        "undone ship 1",
                        "undone ship 1 (again, or nothing was there)",
                        "undone ship 2",
                        "undone ship 2",
                        "undone ship 3 (again, or nothing was there)",
                        "undone ship 3 (again, or nothing was there)");
    }

    @Test
    void takesCallsWithKeysOfTheirOwnForEffectsOfTheirOwn() {
        services.given("POST http:shipping/parcels").ofStep("ship").undoneBy("DELETE http:shipping/parcels");

        call("POST", "shipping", "/parcels", "Idempotency-Key", "line 1");
        call("POST", "shipping", "/parcels", "Idempotency-Key", "line 2");
        call("POST", "shipping", "/parcels", "Idempotency-Key", "line 1");

        assertThat(services.effects())
                .extracting(Effect::toString)
                .containsExactly("done ship", "done ship", "done ship (again, or nothing was there)");
        assertThat(services.standing()).extracting(Effect::call).containsExactly("line 1", "line 2");

        call("DELETE", "shipping", "/parcels");
        assertThat(services.standing()).as("undone together").isEmpty();
    }

    @Test
    void namesTheCallsOfWhichItRemembersNothing() {
        services.given("PUT http:shipping/shipments/*").undoneBy("DELETE http:shipping/shipments/*");
        services.given("PATCH http:shipping/**").ofStep("change");
        services.given("* http:shipping/rates").answers(200, "7");
        services.given("POST http:payment/refused").answers(409);

        call("PUT", "shipping", "/shipments/1");
        call("DELETE", "shipping", "/shipments/1");
        call("PATCH", "shipping", "/shipments/1");
        call("GET", "shipping", "/rates");
        call("POST", "payment", "/refused");
        assertThat(services.withoutEffects()).isEmpty();

        call("PUT", "shipping", "/rates");
        call("DELETE", "shipping", "/rates");
        call("PUT", "payment", "/charges/1");
        call("PUT", "payment", "/charges/2");
        assertThat(services.withoutEffects()).containsExactly("* http:shipping/rates", "PUT payment");
    }

    @Test
    void refusesAnUndoingThatDoesNotSayWhatItUndoes() {
        assertThatThrownBy(() -> services.given("PUT http:shipping/shipments/*").undoneBy("POST http:shipping/undo"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "'POST http:shipping/undo' cannot undo 'PUT http:shipping/shipments/*': both must be calls to a"
                                + " service with the same number of asterisks, which say what is undone");
    }

    @Test
    void forgetsEverything() throws Exception {
        services.given("PUT http:shipping/shipments/*").answers(409).ofStep("ship");
        services.given("POST http:shipping/rates").whenReleased();
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> call("POST", "shipping", "/rates"));
        await().until(() -> !services.held().isEmpty());
        services.die("payment");

        services.reset();

        assertThat(answer).as("hung up").failsWithin(Duration.ofSeconds(5));
        assertThat(call("PUT", "shipping", "/shipments/1")).isEqualTo("200 ");
        assertThat(call("GET", "payment", "/")).isEqualTo("200 ");
        assertThat(services.effects()).isEmpty();
        assertThat(services.requests()).hasSize(2);
        assertThat(services.withoutEffects()).as("since then").containsExactly("PUT shipping");
    }

    private String rates() {
        return call("GET", "shipping", "/rates");
    }

    private String call(String method, String service, String path, String... headers) {
        try {
            HttpResponse<String> answer = send(method, service, path, headers);
            return answer.statusCode() + " " + answer.body();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> send(String method, String service, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(services.url(service) + path))
                .method(method, BodyPublishers.noBody());
        return HTTP.send((headers.length == 0 ? request : request.headers(headers)).build(), BodyHandlers.ofString());
    }
}
