package io.bactrian.coordinator.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.coordinator.flows.Events;
import io.bactrian.coordinator.flows.FlowTracker;
import io.bactrian.coordinator.running.Client;
import io.bactrian.coordinator.running.Client.Reply;
import io.bactrian.coordinator.running.CoordinatorTest;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@CoordinatorTest
class FlowPageTest {

    @LocalServerPort
    private int port;

    @Autowired
    private FlowTracker tracker;

    private Client client;

    @BeforeEach
    void connect() {
        client = new Client(port);
    }

    private Document page(String path) {
        Reply reply = client.get(path);
        assertThat(reply.status()).as(path).isEqualTo(200);
        return Jsoup.parse(reply.body());
    }

    @Test
    void listsFlowsAmongSagas() {
        String running = Events.happened(tracker, "among-1", 2, "QuoteApproved q1", "PolicyCreated p1 after q1");
        client.start("order-fulfilment", "among-2");

        Document list = page("/console?key=among-");
        assertThat(list.select("tbody tr")).hasSize(2);
        Element flow = list.select("tbody tr").get(1);
        assertThat(flow.select("td").eachText().subList(0, 4))
                .containsExactly(
                        "running", "insurance flow", "among-1", "PolicyCreated → InvoiceCreated or InvoiceFailed");
        assertThat(flow.select("a").attr("href")).isEqualTo("/console/sagas/" + running);
        assertThat(list.select(".kinds a").eachText()).containsExactly("all kinds", "sagas", "flows");
        assertThat(list.select(".kinds a").eachAttr("href"))
                .containsExactly(
                        "/console?key=among-", "/console?key=among-&kind=saga", "/console?key=among-&kind=flow");
        assertThat(page("/console?key=among-&kind=flow").select("tbody tr")).hasSize(1);
        assertThat(page("/console?key=among-&kind=flow")
                        .select("input[name=kind]")
                        .attr("value"))
                .isEqualTo("flow");
        assertThat(list.select(".states span").eachText())
                .containsExactly(
                        "all",
                        "needs attention",
                        "running",
                        "stalled",
                        "completing",
                        "compensating",
                        "failed",
                        "completed",
                        "done",
                        "compensated");
    }

    @Test
    void showsWhatIsExpectedNextBelowItsCause() {
        String id = Events.happened(tracker, "next-1", 3, "QuoteApproved q1", "PolicyCreated p1 after q1");

        Document page = page("/console/sagas/" + id);
        assertThat(page.select("h1").text()).isEqualTo("insurance next-1");
        assertThat(page.select(".title .badge").eachText()).containsExactly("running", "flow");
        assertThat(page.select(".facts dt").eachText())
                .containsExactly("started", "expected next", "due", "last event", "events");
        assertThat(page.select(".facts dd").get(2).text()).matches("in [12]\\d\\.\\d s");
        assertThat(page.select(".tree li").eachAttr("class"))
                .containsExactly("depth-0 event", "depth-1 event", "depth-2 expected");
        assertThat(page.select(".tree strong").eachText())
                .containsExactly("QuoteApproved", "PolicyCreated", "InvoiceCreated or InvoiceFailed");
        assertThat(page.select(".tree .how").get(1).text()).isEqualTo("+1.0 s from policy-service");
        assertThat(page.select(".tree .more").get(1).text()).contains("id p1 caused by q1 read at quotes-0@7");
        assertThat(page.select("main").attr("data-refresh")).isEqualTo("3");
        assertThat(page.select(".notice")).isEmpty();
    }

    @Test
    void saysWhatIsLateWhoseAnswerItIsAndWhatCanBeDone() {
        String id = Events.happened(tracker, "late-1", 95, "QuoteApproved q1");
        Events.judge(tracker);

        Document page = page("/console/sagas/" + id);
        assertThat(page.select(".title .badge").eachText()).containsExactly("stalled", "flow");
        assertThat(page.select(".notice > p").text())
                .matches("PolicyCreated has not come\\. It was due 1 min \\d+ s ago, after QuoteApproved from"
                        + " quote-service\\.");
        assertThat(page.select(".notice pre").text())
                .isEqualTo("curl -X POST -H 'Content-Type: application/json' -H 'Bactrian-Operator: YOUR NAME' -d"
                        + " '{\"outcome\":\"done\",\"reason\":\"WHY\"}' http://localhost:" + port + "/api/v1/sagas/"
                        + id + "/resolve");
        assertThat(page.select(".tree li").get(1).className()).isEqualTo("depth-1 late");
        assertThat(page.select(".tree li").get(1).text()).isEqualTo("PolicyCreated late was due 1 min ago");
        assertThat(page.select(".timeline .what").eachText()).containsExactly("event", "stalled");
        assertThat(page("/console?attention=true&key=late-")
                        .select("tr.wanted .badge")
                        .eachText())
                .containsExactly("stalled", "needs attention");
    }

    @Test
    void showsAFlowThatWasTakenBack() {
        String id = Events.happened(
                tracker,
                "back-1",
                60,
                "QuoteApproved q1",
                "PolicyCreated p1 after q1",
                "InvoiceFailed i1 after p1",
                "PolicyCancelled p2 after i1",
                "QuoteReopened q2 after p2",
                "InvoiceCreated i9 after nobody");

        Document page = page("/console/sagas/" + id);
        assertThat(page.select(".tree li").get(5).className()).isEqualTo("depth-0 event");
        assertThat(page.select(".tree em").text()).isEmpty();
        assertThat(page.select(".title .badge").first().text())
                .as("an invoice after all that nobody has told the customer of")
                .isEqualTo("running");
    }

    @Test
    void hangsEventsThatNameEachOtherOnNothing() {
        String id = Events.happened(
                tracker,
                "circle-1",
                5,
                "QuoteApproved a after b",
                "PolicyCreated b after a",
                "InvoiceCreated c after b");

        assertThat(page("/console/sagas/" + id).select(".tree li").eachAttr("class"))
                .containsExactly("depth-0 event", "depth-1 event", "depth-2 event", "depth-3 expected");
    }

    @Test
    void escapesWhateverSendersWrote() {
        String evil = "<script>alert(1)</script>";
        String id =
                Events.happened(tracker, "evil" + evil, 60, "QuoteApproved " + evil, "PolicyCreated p1 after " + evil);
        Events.judge(tracker);

        for (String path : new String[] {"/console/sagas/" + id, "/console?key=" + Client.encoded("evil" + evil)}) {
            Document page = page(path);
            assertThat(page.select("script")).as(path).hasSize(1);
            assertThat(page.text()).as(path).contains(evil);
            assertThat(page.select("[style], style, [onclick], script:not([src])"))
                    .isEmpty();
        }
    }
}
