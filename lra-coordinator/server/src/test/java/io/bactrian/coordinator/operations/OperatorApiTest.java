package io.bactrian.coordinator.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.bactrian.coordinator.running.Client;
import io.bactrian.coordinator.running.Client.Reply;
import io.bactrian.coordinator.running.CoordinatorTest;
import io.bactrian.coordinator.running.Participants;
import io.bactrian.coordinator.running.Story;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

@CoordinatorTest
class OperatorApiTest {

    private static final List<String> STEPS = List.of("reserve-stock", "charge-payment", "create-shipment");

    private static Participants services;

    @LocalServerPort
    private int port;

    private Client client;

    @BeforeAll
    static void open() throws IOException {
        services = new Participants();
    }

    @AfterAll
    static void close() {
        services.close();
    }

    @BeforeEach
    void connect() {
        client = new Client(port);
    }

    private Story begin(String key) {
        return Story.begin(client, services, "order-fulfilment", key, STEPS);
    }

    private Story parked(String key) {
        Story story = begin(key);
        services.answer(story.link("charge-payment"), 503, "closed for maintenance");
        client.cancelLater(story.uid());
        story.awaitAttention();
        return story;
    }

    private List<String> ids(String query) {
        return client.get("/api/v1/sagas?" + query).json().findValuesAsText("id");
    }

    @Test
    void findsSagasByStateKeyPrefixNameAndAttention() {
        Story running = begin("find-1");
        Story completed = begin("find-2");
        client.close(completed.uid());
        Story compensated = begin("find-20");
        client.cancel(compensated.uid());
        Story stuck = parked("find-3");
        String other = client.start("purchase", "find-4");

        assertThat(ids("key=find-2")).containsExactly(completed.uid());
        assertThat(ids("keyPrefix=find-2")).containsExactly(compensated.uid(), completed.uid());
        assertThat(ids("keyPrefix=find-&state=running")).containsExactly(other, running.uid());
        assertThat(ids("keyPrefix=find-&state=COMPLETED")).containsExactly(completed.uid());
        assertThat(ids("keyPrefix=find-&state=compensated")).containsExactly(compensated.uid());
        assertThat(ids("keyPrefix=find-&state=compensating")).containsExactly(stuck.uid());
        assertThat(ids("keyPrefix=find-&state=failed")).isEmpty();
        assertThat(ids("keyPrefix=find-&attention=true")).containsExactly(stuck.uid());
        assertThat(ids("keyPrefix=find-&attention=false")).hasSize(5);
        assertThat(ids("keyPrefix=find-&name=purchase")).containsExactly(other);
        assertThat(ids("keyPrefix=find%25")).isEmpty();
    }

    @Test
    void pagesThroughAllSagasWithoutLosingOrRepeatingOne() {
        List<String> started = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            started.add(0, client.start("paged", "page-" + i));
        }

        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page =
                    client.get("/api/v1/sagas?name=paged&limit=3" + cursor).json();
            page.path("items").forEach(saga -> seen.add(saga.path("id").asText()));
            client.start("paged", "newer"); // what is started meanwhile moves nothing
            cursor = page.path("next").isNull()
                    ? ""
                    : "&cursor=" + Client.encoded(page.path("next").asText());
        } while (!cursor.isEmpty());

        assertThat(seen).containsExactlyElementsOf(started);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            state=finished | state must be one of running, completing, completed, compensating, compensated, failed, stalled, done, was finished
            keyy=A1        | a search takes state, key, keyPrefix, name, attention, limit, cursor, kind, and no keyy
            kind=job       | kind must be saga or flow, was job
            attention=yes  | attention must be true or false, was yes
            limit=0        | limit must be a whole number from 1 to 500, was 0; follow next for more
            limit=501      | limit must be a whole number from 1 to 500, was 501; follow next for more
            limit=many     | limit must be a whole number from 1 to 500, was many; follow next for more
            cursor=xyz     | cursor must be what an earlier answer gave as next, was xyz
            cursor=*       | cursor must be what an earlier answer gave as next, was *
            key=a%00b      | key must not contain the character NUL (%00)
            keyPrefix=%00  | keyPrefix must not contain the character NUL (%00)
            name=a%00      | name must not contain the character NUL (%00)
            """)
    void refusesParametersThatMakeNoSense(String query, String detail) {
        assertProblem(client.get("/api/v1/sagas?" + query), 400, "The request cannot be understood", detail);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-01T00:00:00Z a\0b", "+1000000-01-01T00:00:00Z a", "-0001-01-01T00:00:00Z a"})
    void refusesPlacesThatNoLedgerHas(String place) {
        String cursor = Base64.getUrlEncoder().withoutPadding().encodeToString(place.getBytes(StandardCharsets.UTF_8));

        assertProblem(
                client.get("/api/v1/sagas?cursor=" + cursor),
                400,
                "The request cannot be understood",
                "cursor must be what an earlier answer gave as next, was " + cursor);
    }

    private static void assertProblem(Reply reply, int status, String title, String detail) {
        assertThat(reply.json().path("detail").asText()).isEqualTo(detail);
        assertThat(reply.json().path("title").asText()).isEqualTo(title);
        assertThat(reply.json().path("status").asInt()).isEqualTo(status);
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.type()).isEqualTo("application/problem+json");
    }

    @Test
    void showsOneSagaWithParticipantsResultsAndTimeline() {
        Story story = begin("whole-1");
        client.done(story.uid(), story.participant("charge-payment"), "{\"paymentId\":\"P-1\"}");
        client.done(story.uid(), story.participant("charge-payment"), "{\"paymentId\":\"P-1\"}"); // its answer was lost
        services.answer(story.link("charge-payment"), 409, "FailedToCompensate");
        client.cancel(story.uid());
        JsonNode saga = story.awaitState("FAILED");

        assertThat(saga.path("lraId").asText()).isEqualTo(client.lraId(story.uid()));
        assertThat(saga.path("name").asText()).isEqualTo("order-fulfilment");
        assertThat(saga.path("businessKey").asText()).isEqualTo("whole-1");
        assertThat(saga.path("status").asText()).isEqualTo("FailedToCancel");
        assertThat(saga.path("attention").asBoolean()).isTrue();
        assertThat(saga.path("clientId").asText()).isEqualTo("tests");
        assertThat(saga.path("parentId").isNull()).isTrue();
        assertThat(saga.path("reason").asText()).isEqualTo("cancel was requested");
        assertThat(Instant.parse(saga.path("endedAt").asText()))
                .isAfter(Instant.parse(saga.path("startedAt").asText()))
                .isBefore(Instant.parse(saga.path("deadline").asText()));
        assertThat(saga.path("participants").findValuesAsText("step")).containsExactlyElementsOf(STEPS);
        JsonNode payment = saga.path("participants").path(1);
        assertThat(payment.path("id").asText()).isEqualTo(story.participant("charge-payment"));
        assertThat(payment.path("seq").asInt()).isEqualTo(2);
        assertThat(payment.path("status").asText()).isEqualTo("FailedToCompensate");
        assertThat(payment.path("stepState").asText()).isEqualTo("done");
        assertThat(payment.path("results").path("paymentId").asText()).isEqualTo("P-1");
        assertThat(payment.path("attempts").asInt()).isEqualTo(1);
        assertThat(payment.path("lastError").asText()).isEqualTo("it answered 409 failedtocompensate");
        assertThat(payment.path("parked").asBoolean()).isFalse();
        assertThat(payment.path("lastCallMillis").isNumber()).isTrue();
        assertThat(payment.path("compensate").asText()).startsWith("http://localhost:");
        assertThat(saga.path("participants").path(0).path("stepState").isNull()).isTrue();
        assertThat(saga.path("timeline").findValuesAsText("kind"))
                .containsExactly(
                        "STARTED",
                        "JOINED",
                        "JOINED",
                        "JOINED",
                        "STEP_DONE",
                        "CANCELLING",
                        "COMPENSATED",
                        "FAILED_FOR_GOOD",
                        "COMPENSATED",
                        "ENDED");
        assertThat(saga.path("orderProof").path("text").asText())
                .isEqualTo("compensated in reverse order: yes, except that these could not: charge-payment");
        assertThat(saga.path("timeline").path(7).path("participant").asText())
                .isEqualTo(story.participant("charge-payment"));
    }

    @Test
    void saysWhenASagaIsNotKnown() {
        String detail = "No saga nobody is known here: it never existed, or it ended longer ago than the retention time"
                + " (bactrian.retention)";
        assertProblem(client.get("/api/v1/sagas/nobody"), 404, "Not found", detail);
        assertProblem(client.get("/api/v1/sagas/nobody/order-proof"), 404, "Not found", detail);
        assertProblem(client.post("/api/v1/sagas/nobody/retry", ""), 404, "Not found", detail);
        assertProblem(client.post("/api/v1/sagas/nobody/cancel", "{\"reason\":\"why not\"}"), 404, "Not found", detail);
        assertProblem(
                client.send("DELETE", "/api/v1/sagas", Map.of(), ""),
                404,
                "Not found",
                "There is no DELETE /api/v1/sagas; sagas are at GET /api/v1/sagas");
    }

    @Test
    void retriesWhatIsParkedInASaga() {
        Story story = parked("retry-1");
        services.answer(story.link("charge-payment"), 200, "");

        Reply reply = client.post("/api/v1/sagas/" + story.uid() + "/retry", "");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("id").asText()).isEqualTo(story.uid());
        JsonNode saga = story.awaitState("COMPENSATED");
        assertThat(saga.path("attention").asBoolean()).isFalse();
        assertThat(saga.path("operatorActions")).hasSize(1);
        assertThat(saga.path("operatorActions").path(0).path("operator").asText())
                .isEqualTo("ann");
        assertThat(saga.path("operatorActions").path(0).path("action").asText()).isEqualTo("retry");
    }

    @Test
    void retriesOneParticipant() {
        Story story = parked("retry-2");
        services.answer(story.link("charge-payment"), 200, "");
        String participants = "/api/v1/sagas/" + story.uid() + "/participants/";

        assertProblem(
                client.post(participants + "nobody/retry", ""),
                404,
                "Not found",
                "Saga " + story.uid() + " has no participant nobody");
        assertThat(client.post(participants + story.participant("charge-payment") + "/retry", "")
                        .status())
                .isEqualTo(200);
        story.awaitState("COMPENSATED");
    }

    @Test
    void saysWhenThereIsNothingToRetry() {
        Story story = begin("retry-3");

        assertProblem(
                client.post("/api/v1/sagas/" + story.uid() + "/retry", ""),
                409,
                "Not possible now",
                "Nothing to retry: saga " + story.uid() + " is Active and no participant is parked or failed");
    }

    @Test
    void resolvesAParticipantForAReason() {
        Story story = parked("resolve-1");

        Reply reply =
                client.post(resolve(story), "{\"outcome\":\"compensated\",\"reason\":\"refunded by bank transfer\"}");

        assertThat(reply.status()).isEqualTo(200);
        JsonNode saga = story.awaitState("COMPENSATED");
        JsonNode act = saga.path("operatorActions").path(0);
        assertThat(act.path("operator").asText()).isEqualTo("ann");
        assertThat(act.path("action").asText()).isEqualTo("resolve");
        assertThat(act.path("participant").asText()).isEqualTo(story.participant("charge-payment"));
        assertThat(act.path("reason").asText()).isEqualTo("refunded by bank transfer");
        assertThat(saga.path("participants").path(1).path("acknowledged").asBoolean())
                .isTrue();
    }

    private static String resolve(Story story) {
        return "/api/v1/sagas/" + story.uid() + "/participants/" + story.participant("charge-payment") + "/resolve";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"outcome":"compensated"}                | reason must say why, for whoever reads the log later, was missing; send {"outcome":"compensated","reason":"why"}
            {"outcome":"completed","reason":"  "}    | reason must say why, for whoever reads the log later, was "  "; send {"outcome":"completed","reason":"why"}
            {"outcome":"compensated","reason":7}     | reason must say why, for whoever reads the log later, was 7; send {"outcome":"compensated","reason":"why"}
            {"reason":"done"}                        | outcome must be compensated or completed, was missing; send {"outcome":"compensated","reason":"why"}
            {"outcome":"gone","reason":"done"}       | outcome must be compensated or completed, was "gone"; send {"outcome":"compensated","reason":"why"}
            ["compensated"]                          | The body must be a JSON object, was ["compensated"]
            ``                                       | The body must be a JSON object, was missing
            {"outcome"                               | The body must be JSON: Unexpected end-of-input within/between Object entries
            """)
    void refusesAResolutionThatDoesNotSayWhatAndWhy(String body, String detail) {
        Story story = begin("unresolved");

        assertProblem(client.post(resolve(story), body), 400, "The request cannot be understood", detail);
        assertThat(story.look().path("operatorActions")).isEmpty();
    }

    @Test
    void refusesToResolveTheOtherWayRound() {
        Story story = parked("resolve-2");

        assertProblem(
                client.post(resolve(story), "{\"outcome\":\"completed\",\"reason\":\"it is paid\"}"),
                409,
                "Not possible now",
                "Participant " + story.participant("charge-payment") + " of saga " + story.uid()
                        + " is Compensating: its outcome can only be compensated");
    }

    @Test
    void cancelsARunningSagaForAReason() {
        Story story = begin("cancel-1");
        String cancel = "/api/v1/sagas/" + story.uid() + "/cancel";

        assertProblem(
                client.post(cancel, "{}"),
                400,
                "The request cannot be understood",
                "reason must say why, for whoever reads the log later, was missing; send {\"reason\":\"why\"}");
        assertProblem(
                client.post(cancel, "{\"reason\":\"" + "x".repeat(1001) + "\"}"),
                400,
                "The request cannot be understood",
                "reason must have at most 1000 characters, had 1001");
        assertThat(client.post(cancel, "{\"reason\":\"customer called\"}").status())
                .isEqualTo(200);
        JsonNode saga = story.awaitState("COMPENSATED");
        assertThat(saga.path("reason").asText()).isEqualTo("cancelled by ann: customer called");
        assertThat(saga.path("operatorActions").path(0).path("action").asText()).isEqualTo("cancel");

        client.post(cancel, "{\"reason\":\"once more\"}");
        assertThat(story.look().path("operatorActions")).hasSize(1);
    }

    @Test
    void refusesToCancelWhatIsClosed() {
        Story story = begin("cancel-2");
        client.close(story.uid());

        assertProblem(
                client.post("/api/v1/sagas/" + story.uid() + "/cancel", "{\"reason\":\"too late\"}"),
                409,
                "Not possible now",
                "Saga " + story.uid() + " is Closed: too late to cancel");
        assertThat(story.look().path("operatorActions")).isEmpty();
    }

    @Test
    void provesTheOrderOfCompensation() {
        Story inOrder = begin("order-1");
        client.cancel(inOrder.uid());
        inOrder.awaitState("COMPENSATED");
        JsonNode proof =
                client.get("/api/v1/sagas/" + inOrder.uid() + "/order-proof").json();
        assertThat(proof.path("verdict").asText()).isEqualTo("yes");
        assertThat(proof.path("text").asText()).isEqualTo("compensated in reverse order: yes");
        assertThat(proof.path("ended"))
                .extracting(JsonNode::asText)
                .containsExactly("create-shipment", "charge-payment", "reserve-stock");

        Story outOfOrder = parked("order-2");
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
                        outOfOrder.look().path("orderProof").path("text").asText())
                .isEqualTo("compensated in reverse order: no, reserve-stock ended before charge-payment, which joined"
                        + " later and is parked"));

        Story closed = begin("order-3");
        assertThat(closed.look().path("orderProof").path("text").asText()).isEqualTo("nothing to compensate yet");
        client.close(closed.uid());
        assertThat(closed.look().path("orderProof").path("text").asText()).isEqualTo("nothing to compensate");
    }

    @Test
    void exportsTheWholeOfATimelineOfWhichASagasPageHasTheEnd(@Autowired DataSource ledger) {
        String uid = client.start("exported-whole", "export-whole");
        new JdbcTemplate(ledger)
                .update(
                        "INSERT INTO saga_event (saga_id, at, kind) SELECT ?, CURRENT_TIMESTAMP, 'LATE_ANSWER'"
                                + " FROM SYSTEM_RANGE(1, 2500)",
                        uid);
        client.close(uid);

        JsonNode page = client.get("/api/v1/sagas/" + uid).json();
        assertThat(page.path("timelineCut").asBoolean()).isTrue();
        assertThat(page.path("timeline")).hasSize(2_000);
        Reply export =
                client.get("/api/v1/sagas/export?endedBefore=" + Instant.now().plusSeconds(5));
        assertThat(export.body().lines().map(line -> new Reply(200, "", line, Map.of()).json()))
                .filteredOn(saga -> saga.path("id").asText().equals(uid))
                .singleElement()
                .satisfies(saga -> {
                    assertThat(saga.path("timelineCut").asBoolean()).isFalse();
                    assertThat(saga.path("timeline").path(0).path("kind").asText())
                            .isEqualTo("STARTED");
                    assertThat(saga.path("timeline")).hasSize(2_503);
                });
    }

    @Test
    void exportsEndedSagasAsJsonLines() {
        List<String> ended = new ArrayList<>();
        for (int i = 0; i < 210; i++) {
            String uid = client.start("exported", "export-" + i);
            client.close(uid);
            ended.add(uid);
        }
        client.start("exported", "export-open");

        Reply reply =
                client.get("/api/v1/sagas/export?endedBefore=" + Instant.now().plusSeconds(5));

        assertThat(reply.type()).startsWith("application/x-ndjson");
        assertThat(reply.body().lines().map(line -> new Reply(200, "", line, Map.of()).json()))
                .filteredOn(saga -> saga.path("name").asText().equals("exported"))
                .allSatisfy(saga -> {
                    assertThat(saga.path("state").asText()).isEqualTo("COMPLETED");
                    assertThat(saga.path("timeline")).hasSize(3);
                })
                .extracting(saga -> saga.path("id").asText())
                .containsExactlyElementsOf(ended);
        assertThat(client.get("/api/v1/sagas/export?endedBefore=2020-01-01T00:00:00Z")
                        .body())
                .isEmpty();
        assertProblem(
                client.get("/api/v1/sagas/export?endedBefore=yesterday"),
                400,
                "The request cannot be understood",
                "endedBefore must be an instant like 2026-11-01T00:00:00Z, was yesterday");
        assertProblem(
                client.get("/api/v1/sagas/export?endedBefore=%2B294277-01-01T00:00:00Z"),
                400,
                "The request cannot be understood",
                "endedBefore must be an instant like 2026-11-01T00:00:00Z, was +294277-01-01T00:00:00Z");
        assertProblem(
                client.get("/api/v1/sagas/export"),
                400,
                "The request cannot be understood",
                "endedBefore must be an instant like 2026-11-01T00:00:00Z, was null");
    }
}
