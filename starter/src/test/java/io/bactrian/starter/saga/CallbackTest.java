package io.bactrian.starter.saga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bactrian.starter.callback.CompensationImpossibleException;
import io.bactrian.starter.callback.StepToken;
import io.bactrian.starter.callback.StepTokens;
import io.bactrian.starter.saga.Differs.On;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Consumer;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the coordinator, or somebody who pretends to be it, can make this application do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CallbackTest {

    private static final String SECRET = "sixteen characters and more";
    private static final String FORMER_SECRET = "sixteen characters before";

    private final ScriptedCoordinator coordinator = new ScriptedCoordinator();
    private final Journal journal = new Journal();
    private final Semaphore go = new Semaphore(0);
    private final Map<String, Object> seen = new ConcurrentHashMap<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private TestApplication app;
    private TestApplication signing;

    @BeforeAll
    void startApplications() {
        // an answer that says that a callback still runs is for the one test that waits for it
        app = TestApplication.start(coordinator.url(), new Routes(), "bactrian.callbacks.answer-within=20s");
        signing = TestApplication.start(
                coordinator.url(),
                new Routes(),
                "bactrian.callbacks.answer-within=20s",
                "bactrian.callbacks.secret=" + SECRET,
                "bactrian.callbacks.former-secrets=" + FORMER_SECRET);
    }

    @AfterAll
    void stop() {
        app.close();
        signing.close();
        coordinator.close();
    }

    @BeforeEach
    void forget() {
        coordinator.forget();
        journal.clear();
        seen.clear();
    }

    @Test
    @Differs(value = Difference.CALLBACKS_WITHOUT_SECRET, on = On.OURS)
    void runsWhatTheCoordinatorConfirmsToBeItsParticipant() {
        Begun begun = begin(app, "direct:plain");

        HttpResponse<String> answer = put(begun.compensate(), begun);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("Compensated");
        assertThat(journal.entries()).containsExactly("undo 4711");
        assertThat(coordinator.requests("GET", "/recovery/.*")).hasSize(1);
    }

    @Test
    void givesTheRouteOptionsAndSagaAndNothingOfTheRequest() {
        Begun begun = begin(app, "direct:plain");

        HttpResponse<String> answer = send(request(begun.compensate(), begun)
                .header("CamelHttpUri", "http://evil.example/")
                .header("X-Forged", "yes")
                .header("Bactrian-Attempt", "2")
                .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(seen)
                .containsOnlyKeys(
                        "orderId",
                        "Long-Running-Action",
                        "Long-Running-Action-Recovery",
                        "Bactrian-Attempt",
                        "traceparent")
                .containsEntry("orderId", "4711")
                .containsEntry("Bactrian-Attempt", "2");
        assertThat(answer.headers().map().keySet()).doesNotContain("x-forged", "long-running-action", "camelhttpuri");
    }

    @Test
    void completesToo() {
        Begun begun = begin(app, "direct:plain");

        assertThat(put(begun.complete(), begun).body()).isEqualTo("Completed");
        assertThat(journal.entries()).containsExactly("done 4711");
    }

    @Test
    void knowsNothingOfATokenThatIsNone() {
        Begun begun = begin(app, "direct:plain");

        HttpResponse<String> answer = put(app.url() + "/lra-participant/compensate/bm9uc2Vuc2U", begun);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("this is no callback of this application");
    }

    @Test
    void refusesACallbackThatNamesNoSaga() {
        Begun begun = begin(app, "direct:plain");

        HttpResponse<String> answer =
                send(HttpRequest.newBuilder(URI.create(begun.compensate())).PUT(HttpRequest.BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body())
                .isEqualTo("the header Long-Running-Action must name a saga of " + coordinator.url()
                        + "/lra-coordinator, was null");
        assertThat(journal.entries()).isEmpty();
    }

    @Test
    void refusesACallbackForASagaOfAnotherCoordinator() {
        Begun begun = begin(app, "direct:plain");

        HttpResponse<String> answer = put(
                begun.compensate(),
                new Begun("http://evil.example/lra-coordinator/1", begun.recovery(), begun.links()));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(coordinator.requests("GET", ".*")).isEmpty();
    }

    @Test
    void refusesACallbackThatTheCoordinatorDoesNotKnow() {
        Begun begun = begin(app, "direct:plain");
        Begun other = begin(app, "direct:plain");

        HttpResponse<String> answer = put(begun.compensate(), new Begun(other.saga(), other.recovery(), begun.links()));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body())
                .isEqualTo("the coordinator at " + coordinator.url() + "/lra-coordinator knows no participant "
                        + other.recovery() + " with this URL");
        assertThat(journal.entries()).isEmpty();
    }

    @Test
    void neverAsksAnywhereElseThanBelowTheRecoveryUrlsOfTheSaga() {
        Begun begun = begin(app, "direct:plain");

        HttpResponse<String> answer =
                put(begun.compensate(), new Begun(begun.saga(), begun.recovery() + "/../../../api", begun.links()));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(coordinator.requests("GET", ".*")).isEmpty();
    }

    @Test
    void comesBackLaterWhenTheCoordinatorCannotBeAsked() {
        Begun begun = begin(app, "direct:plain");
        coordinator.answer("links", 503, "down");

        HttpResponse<String> answer = put(begun.compensate(), begun);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).startsWith("cannot ask the coordinator whether this callback is its own: ");
    }

    @Test
    @Differs(value = Difference.REPLAYED_CALLBACK, on = On.STOCK)
    void onAStockCoordinatorAGenuineCallbackRunsWhoeverSendsIt() {
        coordinator.becomeStock();
        service(signing).coordinator().ping();
        Begun begun = begin(signing, "direct:plain");
        coordinator.participantsAre("Active");

        assertThat(put(begun.compensate(), begun).statusCode()).isEqualTo(200);
        assertThat(journal.of("undo")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Active", "Compensated", "FailedToCompensate", "Completing"})
    @Differs(value = Difference.REPLAYED_CALLBACK, on = On.OURS)
    void refusesAGenuineCallbackThatIsSentAgainByAnotherThanTheCoordinator(String status) {
        Begun begun = begin(signing, "direct:plain");
        coordinator.participantsAre(status);

        HttpResponse<String> answer = put(begun.compensate(), begun);

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body())
                .isEqualTo("the coordinator at " + coordinator.url() + "/lra-coordinator does not ask participant "
                        + begun.recovery() + " to compensate now, it is " + status);
        assertThat(journal.entries()).isEmpty();
    }

    @Test
    void runsWhatTheCoordinatorAsksForJustNow() {
        Begun compensated = begin(signing, "direct:plain");
        Begun completed = begin(signing, "direct:plain");

        coordinator.participantsAre("Compensating");
        assertThat(put(compensated.compensate(), compensated).body()).isEqualTo("Compensated");
        coordinator.participantsAre("Completing");
        assertThat(put(completed.complete(), completed).body()).isEqualTo("Completed");
    }

    @Test
    void refusesASignedCallbackUnderTheNameOfAnotherSagaWhenTheCoordinatorIsAsked() {
        Begun begun = begin(signing, "direct:plain");
        Begun other = begin(signing, "direct:plain");

        HttpResponse<String> answer = put(begun.compensate(), new Begun(other.saga(), other.recovery(), begun.links()));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(journal.entries()).isEmpty();
    }

    @Test
    void refusesASignedCallbackUnderTheNameOfAnotherSagaWhereNobodyCanBeAsked() {
        coordinator.becomeStock();
        service(signing).coordinator().ping();
        Begun begun = begin(signing, "direct:plain");
        Begun other = begin(signing, "direct:plain");

        HttpResponse<String> genuine = put(other.compensate(), other);
        HttpResponse<String> spliced =
                put(begun.compensate(), new Begun(other.saga(), other.recovery(), begun.links()));

        assertThat(genuine.statusCode()).isEqualTo(200);
        assertThat(spliced.statusCode()).isEqualTo(403);
        assertThat(spliced.body())
                .isEqualTo("the header Long-Running-Action must name the saga in which step 'plain' began, was "
                        + other.saga());
        assertThat(journal.of("undo")).hasSize(1);
    }

    @Test
    void aCallbackSignedWithAFormerSecretIsGoodUntilItsSagaHasEnded() {
        coordinator.becomeStock();
        service(signing).coordinator().ping();
        Begun begun = begin(signing, "direct:plain");

        assertThat(put(signedWith(FORMER_SECRET, "former", begun), begun).statusCode())
                .isEqualTo(200);
        assertThat(put(signedWith("sixteen characters of another", "foreign", begun), begun)
                        .statusCode())
                .isEqualTo(404);
        assertThat(journal.of("undo")).hasSize(1);
    }

    @Test
    void aSignatureCoversEveryByteOfTheToken() {
        Begun begun = begin(signing, "direct:plain");
        String url = begun.compensate();
        int middle = url.length() - 30;
        char changed = url.charAt(middle) == 'A' ? 'B' : 'A';

        HttpResponse<String> answer = put(url.substring(0, middle) + changed + url.substring(middle + 1), begun);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(journal.entries()).isEmpty();
    }

    @Test
    void anUnsignedTokenIsRefusedOnAStockCoordinatorWhenThereIsASecret() {
        coordinator.becomeStock();
        Begun begun = begin(signing, "direct:plain");

        HttpResponse<String> answer = put(forged(signing, "direct://undo"), begun);

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).isEqualTo("its token is not signed with bactrian.callbacks.secret");
    }

    @Test
    void aFirstStepThatIsSignedIsGoodInItsOwnSagaOnly() {
        Begun begun = begin(signing, "direct:plain");
        Begun other = begin(signing, "direct:plain");
        String uid = other.saga().substring(other.saga().lastIndexOf('/') + 1);
        String joinedAgain = coordinator.url() + "/lra-coordinator" + coordinator.enlist(uid, begun.links());

        HttpResponse<String> answer = put(begun.compensate(), new Begun(other.saga(), joinedAgain, begun.links()));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body())
                .isEqualTo("the header Long-Running-Action must name the saga in which step 'plain' began, was "
                        + other.saga());
        assertThat(journal.entries()).isEmpty();
    }

    @Test
    @Differs(value = Difference.CALLBACKS_WITHOUT_SECRET, on = On.STOCK)
    void onAStockCoordinatorWithoutASecretOnlyRegisteredEndpointsRun() {
        coordinator.becomeStock();
        Begun begun = begin(app, "direct:plain");

        HttpResponse<String> answer = put(forged(app, "direct://not-for-strangers"), begun);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body())
                .isEqualTo(
                        "no saga route of this application registers direct://not-for-strangers (step 'forged'): deploy the"
                                + " route again until its sagas have ended");
        assertThat(journal.entries()).isEmpty();
    }

    @Test
    void aFailedCompensationSaysWhyAndRunsAgain() {
        Begun begun = begin(app, "direct:twice");

        HttpResponse<String> first = put(begun.compensate(), begun);
        HttpResponse<String> second = put(begun.compensate(), begun);

        assertThat(first.statusCode()).isEqualTo(500);
        assertThat(first.body())
                .isEqualTo("cannot compensate step 'twice' of saga " + begun.saga()
                        + ": java.lang.IllegalStateException: not now");
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(journal.entries()).containsExactly("undo-twice", "undo-twice");
    }

    @Test
    void aCompensationWhoseFaultWasHandledIsNotDone() {
        Begun begun = begin(app, "direct:swallowing");

        assertThat(put(begun.compensate(), begun).statusCode()).isEqualTo(500);
    }

    @Test
    void aCompensationThatCanNeverSucceedSaysSo() {
        Begun begun = begin(app, "direct:hopeless");

        HttpResponse<String> answer = put(begun.compensate(), begun);

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).isEqualTo("FailedToCompensate");
        assertThat(get(begun.status()).body()).isEqualTo("FailedToCompensate");
    }

    @Test
    void aRepeatAfterSuccessIsAnsweredWithoutRunningAgain() {
        Begun begun = begin(app, "direct:plain");
        put(begun.compensate(), begun);

        assertThat(put(begun.compensate(), begun).body()).isEqualTo("Compensated");
        assertThat(journal.entries()).hasSize(1);
    }

    @Test
    void aLongCompensationIsAnsweredWithAPlaceToAskAndRunsOnce() {
        try (TestApplication impatient =
                TestApplication.start(coordinator.url(), new Routes(), "bactrian.callbacks.answer-within=300ms")) {
            Begun begun = begin(impatient, "direct:slow");

            HttpResponse<String> first = put(begun.compensate(), begun);
            HttpResponse<String> second = put(begun.compensate(), begun);
            assertThat(first.statusCode()).isEqualTo(202);
            assertThat(first.headers().firstValue("Location")).contains(begun.status());
            assertThat(second.statusCode()).isEqualTo(202);
            assertThat(get(begun.status()).body()).isEqualTo("Compensating");

            go.release();

            await().untilAsserted(() -> assertThat(get(begun.status()).body()).isEqualTo("Compensated"));
            assertThat(journal.entries()).containsExactly("undo-slow");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "seda"})
    void saysAtOnceThatNoRouteConsumesAMistypedEndpoint(String component) {
        Begun begun = begin(app, "direct:mistyped-" + component);

        HttpResponse<String> answer = put(begun.compensate(), begun);

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body())
                .isEqualTo("cannot compensate step 'mistyped-%s' of saga %s: %s://udno is called back by sagas and no"
                                .formatted(component, begun.saga(), component)
                        + " route consumes it: add from(\"" + component
                        + ":udno\"), or mend the name in compensation() or completion()");
    }

    @Test
    void runsWhatIsConsumedByNoRoute() throws Exception {
        Begun begun = begin(app, "direct:without-a-route");
        Consumer consumer = app.camel()
                .getEndpoint("direct:undo-without-a-route")
                .createConsumer(exchange -> journal.add("undo without a route"));
        consumer.start();
        try {
            assertThat(put(begun.compensate(), begun).body()).isEqualTo("Compensated");
            assertThat(journal.entries()).containsExactly("undo without a route");
        } finally {
            consumer.stop();
        }
    }

    @Test
    void waitsForARouteThatIsBeingStarted() throws Exception {
        Begun begun = begin(app, "direct:late");

        CompletableFuture<HttpResponse<String>> answer =
                CompletableFuture.supplyAsync(() -> put(begun.compensate(), begun));
        await().until(() -> coordinator.requests("GET", "/recovery/.*").size() == 1);
        app.camel().getRouteController().startRoute("undo-late");

        assertThat(answer.get(60, TimeUnit.SECONDS).body()).isEqualTo("Compensated");
    }

    @Test
    void anUnknownStatusIsNotFound() {
        Begun begun = begin(app, "direct:plain");

        HttpResponse<String> answer = get(begun.status());

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).isEqualTo("this process has not run this callback");
    }

    @Test
    void optionsThatWaitedAtTheCoordinatorArriveFromItsBody() {
        String large = "ü\n\"{}".repeat(5_000);
        Begun begun = begin(app, "direct:plain", large);
        String stored = coordinator.requests("PUT", "/report").get(0).body();
        String results =
                stored.substring(stored.indexOf("\"results\":") + "\"results\":".length(), stored.length() - 1);

        HttpResponse<String> answer = putJson(begun, "{\"data\":null,\"results\":" + results + "}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(seen).containsEntry("orderId", large);
    }

    @Test
    void optionsThatWereChangedAtTheCoordinatorAreRefused() {
        Begun begun = begin(app, "direct:plain", "x".repeat(5_000));

        HttpResponse<String> answer =
                putJson(begun, "{\"data\":null,\"results\":{\"bactrian.options\":{\"orderId\":\"other\"}}}");

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body())
                .endsWith("the options that came back for step 'plain' are not the ones it began with");
        assertThat(journal.entries()).isEmpty();
    }

    @Test
    void aStepWhoseOptionsWereNeverStoredHasNothingToUndo() {
        Begun begun = begin(app, "direct:plain", "x".repeat(5_000));

        assertThat(putJson(begun, "{\"data\":null,\"results\":null}").statusCode())
                .isEqualTo(200);
        assertThat(journal.entries()).isEmpty();
    }

    /** A nested saga that was closed may have to be compensated with its parent; both have the same place to ask. */
    @Test
    void neverAnswersTheStatusOfAnotherPhaseThanTheOneThatWasAskedForLast() {
        Begun begun = begin(app, "direct:plain");
        assertThat(put(begun.complete(), begun).body()).isEqualTo("Completed");
        assertThat(get(begun.status()).body()).isEqualTo("Completed");

        coordinator.answer("links", 503, "down");
        assertThat(put(begun.compensate(), begun).statusCode()).isEqualTo(503);

        assertThat(get(begun.status()).statusCode()).isEqualTo(404);
        assertThat(put(begun.compensate(), begun).body()).isEqualTo("Compensated");
        assertThat(get(begun.status()).body()).isEqualTo("Compensated");
    }

    @Test
    void aRepeatedCompletionIsAnsweredAfterACompensationThatNeverBegan() {
        Begun begun = begin(app, "direct:plain");
        put(begun.complete(), begun);
        coordinator.answer("links", 503, "down");
        put(begun.compensate(), begun);

        assertThat(put(begun.complete(), begun).body()).isEqualTo("Completed");

        assertThat(get(begun.status()).body()).isEqualTo("Completed");
        assertThat(journal.entries()).containsExactly("done 4711");
    }

    @Test
    void refusesOtherResultsThanTheCoordinatorHas() throws NoSuchAlgorithmException {
        Begun begun = begin(app, "direct:plain");
        String genuine = "{\"data\":null,\"results\":{\"paymentId\":\"p-1\"}}";
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(genuine.getBytes(StandardCharsets.UTF_8));
        coordinator.say(Map.of(
                "Bactrian-Value-Digest", Base64.getUrlEncoder().withoutPadding().encodeToString(digest)));

        for (HttpResponse<String> answer :
                List.of(putJson(begun, genuine.replace("p-1", "p-2")), put(begun.compensate(), begun))) {
            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.body()).isEqualTo("its data and results are not those that the coordinator has now");
        }
        assertThat(journal.entries()).isEmpty();
        assertThat(putJson(begun, genuine).body()).isEqualTo("Compensated");
        assertThat(seen).containsEntry("paymentId", "p-1");
    }

    @Test
    void aRefusedCallbackChangesNoStatus() {
        Begun begun = begin(signing, "direct:plain");
        coordinator.participantsAre("Completing");
        put(begun.complete(), begun);
        coordinator.participantsAre("Completed");

        assertThat(put(begun.compensate(), begun).statusCode()).isEqualTo(403);

        assertThat(get(begun.status()).body()).isEqualTo("Completed");
    }

    @Test
    void aCompletionThatStillRunsIsNotTheStatusOfACompensation() {
        try (TestApplication impatient =
                TestApplication.start(coordinator.url(), new Routes(), "bactrian.callbacks.answer-within=300ms")) {
            Begun begun = begin(impatient, "direct:slow-both");
            assertThat(put(begun.complete(), begun).statusCode()).isEqualTo(202);
            assertThat(get(begun.status()).body()).isEqualTo("Completing");

            assertThat(put(begun.compensate(), begun).statusCode()).isEqualTo(503);

            assertThat(get(begun.status()).statusCode()).isEqualTo(404);
            go.release();
            await().until(() -> put(begun.complete(), begun).body().equals("Completed"));
        }
    }

    private record Begun(String saga, String recovery, String links) {

        String compensate() {
            return link("compensate");
        }

        String complete() {
            return link("complete");
        }

        String status() {
            return link("status");
        }

        private String link(String rel) {
            Matcher matcher = Pattern.compile("<([^>]+)>; rel=\"" + rel + "\"").matcher(links);
            assertThat(matcher.find()).isTrue();
            return matcher.group(1);
        }
    }

    private Begun begin(TestApplication application, String route) {
        return begin(application, route, "4711");
    }

    private Begun begin(TestApplication application, String route, String orderId) {
        String saga =
                application.send(route, Map.of("orderId", orderId)).getMessage().getHeader("seenSaga", String.class);
        String uid = saga.substring(saga.lastIndexOf('/') + 1);
        List<ScriptedCoordinator.Request> joins = coordinator.requests().stream()
                .filter(request -> request.header("Link") != null)
                .toList();
        String links = joins.get(joins.size() - 1).header("Link");
        String participant =
                "p" + Integer.toHexString(links.substring(0, links.indexOf('>')).hashCode());
        journal.clear();
        seen.clear();
        return new Begun(saga, coordinator.url() + "/lra-coordinator/recovery/" + uid + "/" + participant, links);
    }

    private static String forged(TestApplication application, String endpoint) {
        String token = new StepTokens(null)
                .write(new StepToken("id", "forged", endpoint, null, Map.of("orderId", "stolen"), null));
        return application.url() + "/lra-participant/compensate/" + token;
    }

    private String signedWith(String secret, String id, Begun begun) {
        String uid = begun.saga().substring(begun.saga().lastIndexOf('/') + 1);
        return signing.url() + "/lra-participant/compensate/"
                + new StepTokens(secret)
                        .write(new StepToken(
                                id, uid, "former", "direct://undo", null, Map.of("orderId", "4711"), null, null));
    }

    private HttpRequest.Builder request(String url, Begun begun) {
        return HttpRequest.newBuilder(URI.create(url))
                .header("Long-Running-Action", begun.saga())
                .header("Long-Running-Action-Recovery", begun.recovery())
                .header("Content-Type", "text/plain")
                .PUT(HttpRequest.BodyPublishers.noBody());
    }

    private HttpResponse<String> put(String url, Begun begun) {
        return send(request(url, begun));
    }

    private HttpResponse<String> putJson(Begun begun, String body) {
        return send(request(begun.compensate(), begun)
                .setHeader("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> get(String url) {
        return send(HttpRequest.newBuilder(URI.create(url)).GET());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static BactrianSagaService service(TestApplication application) {
        return application.bean(BactrianSagaService.class);
    }

    private final class Routes extends RouteBuilder {

        // spotless:off
        @Override
        public void configure() {
            saga("plain", "direct:undo");
            from("direct:undo")
                .process(exchange -> seen.putAll(exchange.getIn().getHeaders()))
                .process(journal.note("undo", "orderId"));
            from("direct:done").process(journal.note("done", "orderId"));

            saga("twice", "direct:undo-twice");
            from("direct:undo-twice").process(exchange -> {
                journal.add("undo-twice");
                if (journal.entries().size() < 2) {
                    throw new IllegalStateException("not now");
                }
            });

            saga("swallowing", "direct:undo-swallowing");
            from("direct:undo-swallowing")
                .onException(IllegalStateException.class).handled(true).end()
                .throwException(new IllegalStateException("swallowed"));

            saga("hopeless", "direct:undo-hopeless");
            from("direct:undo-hopeless").throwException(new CompensationImpossibleException("it has left the house"));

            saga("slow", "direct:undo-slow");
            from("direct:undo-slow")
                .process(journal.note("undo-slow"))
                .process(exchange -> go.tryAcquire(60, TimeUnit.SECONDS));

            from("direct:slow-both").routeId("slow-both")
                .saga().compensation("direct:undo-slow").completion("direct:undo-slow")
                .setHeader("seenSaga", header("Long-Running-Action"));

            saga("mistyped-direct", "direct:udno");
            saga("mistyped-seda", "seda:udno");
            saga("without-a-route", "direct:undo-without-a-route");
            saga("late", "direct:undo-late");
            from("direct:undo-late").routeId("undo-late").autoStartup(false).process(journal.note("undo-late"));

            from("direct:not-for-strangers").process(journal.note("stranger"));
        }
        // spotless:on

        private void saga(String name, String compensation) {
            from("direct:" + name)
                    .routeId(name)
                    .saga()
                    .compensation(compensation)
                    .completion("direct:done")
                    .option("orderId", header("orderId"))
                    .setHeader("seenSaga", header("Long-Running-Action"));
        }
    }
}
