package io.bactrian.coordinator.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bactrian.coordinator.flows.Events;
import io.bactrian.coordinator.flows.FlowTracker;
import io.bactrian.coordinator.running.Client;
import io.bactrian.coordinator.running.Client.Reply;
import io.bactrian.coordinator.running.CoordinatorTest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Flows beside sagas: one list, one search, one address for details. */
@CoordinatorTest
class FlowApiTest {

    @LocalServerPort
    private int port;

    @Autowired
    private FlowTracker tracker;

    private Client client;

    @BeforeEach
    void connect() {
        client = new Client(port);
    }

    private JsonNode look(String id) {
        return client.get("/api/v1/sagas/" + id).json();
    }

    private List<String> ids(String query) {
        return client.get("/api/v1/sagas?" + query).json().findValuesAsText("id");
    }

    private static void assertProblem(Reply reply, int status, String detail) {
        assertThat(reply.json().path("detail").asText()).isEqualTo(detail);
        assertThat(reply.status()).isEqualTo(status);
    }

    @Test
    void findsSagasAndFlowsInOneList() {
        String done = Events.happened(
                tracker,
                "both-1",
                50,
                "QuoteApproved q1",
                "PolicyCreated p1 after q1",
                "InvoiceCreated i1 after p1",
                "NotificationSent n1 after i1");
        String stalled = Events.happened(tracker, "both-2", 45, "QuoteApproved q1");
        String running = Events.happened(tracker, "both-3", 5, "QuoteApproved q1");
        String saga = client.start("order-fulfilment", "both-4");
        Events.judge(tracker);

        assertThat(ids("keyPrefix=both-")).containsExactly(saga, running, stalled, done);
        assertThat(ids("keyPrefix=both-&kind=flow")).containsExactly(running, stalled, done);
        assertThat(ids("keyPrefix=both-&kind=saga")).containsExactly(saga);
        assertThat(ids("key=both-2")).containsExactly(stalled);
        assertThat(ids("keyPrefix=both-&state=running")).containsExactly(saga, running);
        assertThat(ids("keyPrefix=both-&state=stalled")).containsExactly(stalled);
        assertThat(ids("keyPrefix=both-&attention=true")).containsExactly(stalled);
        assertThat(ids("keyPrefix=both-&attention=true&state=done")).isEmpty();
        assertThat(ids("keyPrefix=both-&state=DONE")).containsExactly(done);
        assertThat(ids("keyPrefix=both-&state=completed")).isEmpty();
        assertThat(ids("keyPrefix=both-&name=insurance")).containsExactly(running, stalled, done);
        JsonNode items = client.get("/api/v1/sagas?keyPrefix=both-").json().path("items");
        assertThat(items.findValuesAsText("kind")).containsExactly("saga", "flow", "flow", "flow");
        JsonNode late = items.path(2);
        assertThat(late.path("state").asText()).isEqualTo("STALLED");
        assertThat(late.path("businessKey").asText()).isEqualTo("both-2");
        assertThat(late.path("currentStep").asText()).isEqualTo("QuoteApproved");
        assertThat(late.path("expecting").asText()).isEqualTo("PolicyCreated");
        assertThat(late.path("attention").asBoolean()).isTrue();
    }

    @Test
    void pagesThroughBothWithoutLosingOrRepeatingOne() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(Events.happened(tracker, "mixed-" + i, 3 - i, "QuoteApproved q1"));
            all.add(client.start("mixed", "mixed-saga-" + i));
        }

        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = client.get("/api/v1/sagas?keyPrefix=mixed-&limit=3" + cursor)
                    .json();
            seen.addAll(page.findValuesAsText("id"));
            cursor = page.path("next").isNull()
                    ? ""
                    : "&cursor=" + Client.encoded(page.path("next").asText());
        } while (!cursor.isEmpty());

        assertThat(seen).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void showsOneFlowWithItsEventsWhatIsExpectedAndWhatWasLate() {
        String id = Events.happened(tracker, "whole-flow", 100, "QuoteApproved q1");
        Events.judge(tracker);
        Events.happened(tracker, "whole-flow", 60, "PolicyCreated p1 after q1");
        Events.judge(tracker);
        JsonNode flow = look(id);

        assertThat(flow.path("kind").asText()).isEqualTo("flow");
        assertThat(flow.path("name").asText()).isEqualTo("insurance");
        assertThat(flow.path("state").asText()).isEqualTo("STALLED");
        assertThat(flow.path("declared").asBoolean()).isTrue();
        assertThat(flow.path("endedAt").isNull()).isTrue();
        assertThat(flow.path("events").findValuesAsText("type")).containsExactly("QuoteApproved", "PolicyCreated");
        JsonNode policy = flow.path("events").path(1);
        assertThat(policy.path("id").asText()).isEqualTo("p1");
        assertThat(policy.path("causationId").asText()).isEqualTo("q1");
        assertThat(policy.path("source").asText()).isEqualTo("policy-service");
        assertThat(policy.path("topic").asText()).isEqualTo("quotes");
        assertThat(policy.path("offset").asInt()).isEqualTo(7);
        assertThat(flow.path("expected")).hasSize(1);
        JsonNode expected = flow.path("expected").path(0);
        assertThat(expected.path("after").asText()).isEqualTo("p1");
        assertThat(expected.path("afterType").asText()).isEqualTo("PolicyCreated");
        assertThat(expected.path("sentBy").asText()).isEqualTo("policy-service");
        assertThat(expected.path("oneOf"))
                .extracting(JsonNode::asText)
                .containsExactly("InvoiceCreated", "InvoiceFailed");
        assertThat(Instant.parse(expected.path("by").asText()))
                .isEqualTo(Instant.parse(policy.path("at").asText()).plusSeconds(30));
        assertThat(expected.path("overdue").asBoolean()).isTrue();
        assertThat(flow.path("timeline").findValuesAsText("kind")).containsExactly("STALLED", "RESUMED", "STALLED");
        assertThat(flow.path("timeline").path(2).path("detail").asText())
                .isEqualTo("InvoiceCreated or InvoiceFailed did not come within 30 s after PolicyCreated (from"
                        + " policy-service)");
    }

    @Test
    void settlesAFlowThatWillNotEndByItself() {
        String id = Events.happened(tracker, "settle-1", 60, "QuoteApproved q1");
        Events.judge(tracker);
        String resolve = "/api/v1/sagas/" + id + "/resolve";

        assertProblem(
                client.post(resolve, "{\"outcome\":\"completed\",\"reason\":\"x\"}"),
                400,
                "outcome must be compensated or done, was \"completed\"; send"
                        + " {\"outcome\":\"compensated\",\"reason\":\"why\"}");
        Reply reply = client.post(resolve, "{\"outcome\":\"compensated\",\"reason\":\"customer was called\"}");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("state").asText()).isEqualTo("COMPENSATED");
        JsonNode flow = look(id);
        assertThat(flow.path("attention").asBoolean()).isFalse();
        assertThat(flow.path("expected")).isEmpty();
        assertThat(flow.path("timeline").path(1).path("kind").asText()).isEqualTo("SETTLED");
        assertThat(flow.path("operatorActions").path(0).path("operator").asText())
                .isEqualTo("ann");
        assertThat(flow.path("operatorActions").path(0).path("reason").asText()).isEqualTo("customer was called");
        assertProblem(
                client.post(resolve, "{\"outcome\":\"done\",\"reason\":\"again\"}"),
                409,
                "Flow " + id + " is COMPENSATED: there is nothing left to resolve");
    }

    @Test
    void saysWhatCannotBeDoneToAFlowOrASaga() {
        String id = Events.happened(tracker, "not-driven", 1, "QuoteApproved q1");
        String notDriven = id + " is a flow: its services drive it by events, the coordinator only watches. Once it is"
                + " settled by other means, POST .../resolve says so";
        assertProblem(client.post("/api/v1/sagas/" + id + "/retry", ""), 409, notDriven);
        assertProblem(client.post("/api/v1/sagas/" + id + "/cancel", "{\"reason\":\"why\"}"), 409, notDriven);
        assertProblem(
                client.get("/api/v1/sagas/" + id + "/order-proof"),
                409,
                "Only sagas have a proof of their order; " + id
                        + " is a flow: its services drive it by events, the coordinator only watches");
        String saga = client.start("driven", "driven-1");
        assertProblem(
                client.post("/api/v1/sagas/" + saga + "/resolve", "{\"outcome\":\"done\",\"reason\":\"why\"}"),
                409,
                saga + " is a saga: its participants are resolved one by one, at /api/v1/sagas/" + saga
                        + "/participants/PARTICIPANT/resolve");
        assertProblem(
                client.post("/api/v1/sagas/nobody/resolve", "{\"outcome\":\"done\",\"reason\":\"why\"}"),
                404,
                SagaInquiry.unknown("nobody"));
        assertThat(client.send("POST", "/api/v1/sagas/" + id + "/resolve", Map.of(), "{}")
                        .status())
                .isEqualTo(415);
    }

    @Test
    void exportsEndedFlowsBehindEndedSagas() {
        String id = Events.happened(
                tracker,
                "exported-flow",
                10,
                "QuoteApproved q1",
                "PolicyCreated p1 after q1",
                "InvoiceFailed i1 after p1",
                "PolicyCancelled p2 after i1",
                "QuoteReopened q2 after p2");
        String saga = client.start("exported-with-flow", "exported-saga");
        client.close(saga);

        List<JsonNode> lines = client.get(
                        "/api/v1/sagas/export?endedBefore=" + Instant.now().plusSeconds(5))
                .body()
                .lines()
                .map(line -> new Reply(200, "", line, Map.of()).json())
                .toList();
        List<String> ids = lines.stream().map(line -> line.path("id").asText()).toList();
        assertThat(ids).contains(saga, id);
        assertThat(ids.indexOf(saga)).isLessThan(ids.indexOf(id));
        assertThat(lines.get(ids.indexOf(id)).path("events")).hasSize(5);
    }
}
