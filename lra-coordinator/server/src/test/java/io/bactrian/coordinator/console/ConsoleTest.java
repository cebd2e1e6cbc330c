package io.bactrian.coordinator.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bactrian.coordinator.running.Client;
import io.bactrian.coordinator.running.Client.Reply;
import io.bactrian.coordinator.running.CoordinatorTest;
import io.bactrian.coordinator.running.Participants;
import io.bactrian.coordinator.running.Story;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

@CoordinatorTest
class ConsoleTest {

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

    private Document page(String path) {
        Reply reply = client.get(path);
        assertThat(reply.status()).as(path).isEqualTo(200);
        assertThat(reply.type()).isEqualTo("text/html;charset=UTF-8");
        return Jsoup.parse(reply.body());
    }

    @Test
    void leadsFromTheRootToTheList() {
        Reply reply = client.get("/");

        assertThat(reply.status()).isEqualTo(302);
        assertThat(reply.header("Location")).endsWith("/console");
    }

    @Test
    void listsSagasWithStateNameKeyStepAndAge() {
        Story running = begin("list-1");
        Story completed = begin("list-2");
        client.close(completed.uid());

        Document list = page("/console?key=list-");

        assertThat(list.select("tbody tr")).hasSize(2);
        Element first = list.select("tbody tr").get(0);
        assertThat(first.select("td").eachText().subList(0, 4))
                .containsExactly("completed", "order-fulfilment", "list-2", "create-shipment");
        assertThat(first.select("td").get(4).text()).matches("just now|\\d+ s");
        assertThat(first.select("td").get(5).text()).matches("\\d+ ms|\\d+\\.\\d s");
        Element second = list.select("tbody tr").get(1);
        assertThat(second.select(".badge").text()).isEqualTo("running");
        assertThat(second.select("td").get(5).text()).isEmpty();
        assertThat(second.select("a").attr("href")).isEqualTo("/console/sagas/" + running.uid());
    }

    @Test
    void narrowsTheListByStateAndKey() {
        Story running = begin("narrow-1");
        Story completed = begin("narrow-2");
        client.close(completed.uid());

        Document list = page("/console?state=running&key=narrow-");

        assertThat(list.select("tbody a").eachAttr("href")).containsExactly("/console/sagas/" + running.uid());
        assertThat(list.select(".states [aria-current]").text()).startsWith("running");
        assertThat(list.select("input[name=key]").attr("value")).isEqualTo("narrow-");
        assertThat(list.select(".states a").eachAttr("href"))
                .contains("/console?state=completed&key=narrow-", "/console?key=narrow-&attention=true");
        assertThat(page("/console?key=narrow-none").select(".empty p").text()).isEqualTo("Nothing matches.");
    }

    @Test
    void marksSagasThatNeedAPerson() {
        Story story = parked("mark-1");

        Document list = page("/console?attention=true&key=mark-");

        assertThat(list.select("tr.wanted .badge").eachText()).containsExactly("compensating", "needs attention");
        assertThat(list.select("tr.wanted a").attr("href")).isEqualTo("/console/sagas/" + story.uid());
    }

    private Story parked(String key) {
        Story story = begin(key);
        services.answer(story.link("charge-payment"), 503, "closed for maintenance");
        client.cancelLater(story.uid());
        story.awaitAttention();
        return story;
    }

    @Test
    void leadsThroughAllPagesAndBackToTheNewest() {
        for (int i = 0; i < 60; i++) {
            client.start("many", "many-" + i);
        }

        Document first = page("/console?key=many-");
        assertThat(first.select("tbody tr")).hasSize(50);
        assertThat(first.select("main").attr("data-refresh"))
                .as("a search costs more than the list")
                .isEqualTo("30");
        assertThat(page("/console?state=running").select("main").attr("data-refresh"))
                .isEqualTo("5");
        assertThat(first.select(".pages a").eachText()).containsExactly("Older »");
        Document second = page(first.select(".pages a").attr("href"));
        assertThat(second.select("tbody tr")).hasSize(10);
        assertThat(second.select("main").hasAttr("data-refresh")).isFalse();
        assertThat(second.select(".pages a").eachText()).containsExactly("« Newest");
        assertThat(second.select(".pages a").attr("href")).isEqualTo("/console?key=many-");
    }

    @Test
    void showsWhatBecameOfACompensatedSaga() {
        Story story = begin("page-1");
        client.done(story.uid(), story.participant("charge-payment"), "{\"paymentId\":\"P-1\"}");
        client.cancel(story.uid());
        story.awaitState("COMPENSATED");

        Document page = page("/console/sagas/" + story.uid());

        assertThat(page.select("h1").text()).isEqualTo("order-fulfilment page-1");
        assertThat(page.select(".title .badge").text()).isEqualTo("compensated");
        assertThat(page.select(".reason").text()).isEqualTo("cancel was requested");
        assertThat(page.select(".facts dt").eachText())
                .containsExactly("started", "decided", "ended", "LRA status", "order", "started by", "LRA id");
        assertThat(page.select(".proof").text()).isEqualTo("compensated in reverse order: yes");
        assertThat(page.select(".participants tbody strong").eachText()).containsExactlyElementsOf(STEPS);
        Element payment = page.select(".participants tbody tr").get(1);
        assertThat(payment.select(".badge").text()).isEqualTo("compensated");
        assertThat(payment.select("pre").text()).contains("\"paymentId\" : \"P-1\"");
        assertThat(payment.select("td").get(4).text()).isEqualTo("1");
        assertThat(payment.select("td").get(5).text()).matches("\\d+ ms|\\d+\\.\\d s");
        assertThat(page.select(".timeline .what").eachText())
                .containsExactly(
                        "started",
                        "joined",
                        "joined",
                        "joined",
                        "step done",
                        "cancelling",
                        "compensated",
                        "compensated",
                        "compensated",
                        "ended");
        assertThat(page.select(".timeline .what:containsOwn(compensated) + strong")
                        .eachText())
                .containsExactly("create-shipment", "charge-payment", "reserve-stock");
        assertThat(page.select(".timeline time").eachText()).allMatch(time -> time.startsWith("+"));
        assertThat(page.select("main").hasAttr("data-refresh")).isFalse();
    }

    @Test
    void saysWhoIsParkedAndWhatCanBeDone() {
        Story story = parked("page-2");

        Document page = page("/console/sagas/" + story.uid());

        assertThat(page.select(".notice > p").text())
                .isEqualTo("charge-payment is parked after 2 attempts: it answered 503: closed for maintenance");
        assertThat(page.select(".notice pre").eachText().get(0))
                .isEqualTo("curl -X POST -H 'Content-Type: application/json' -H 'Bactrian-Operator: YOUR NAME'"
                        + " http://localhost:" + port + "/api/v1/sagas/" + story.uid() + "/retry");
        Element payment = page.select("tr.wanted").first();
        assertThat(payment.select(".badge").eachText()).containsExactly("compensating", "parked");
        assertThat(payment.select(".error").text()).isEqualTo("it answered 503: closed for maintenance");
        assertThat(page.select("main").attr("data-refresh")).isEqualTo("3");
    }

    @Test
    void linksNestedSagasWithTheirParents() {
        Story parent = begin("nest-1");
        String child = client.start("gift-wrapping", "nest-2", client.lraId(parent.uid()));

        Document ofParent = page("/console/sagas/" + parent.uid());
        assertThat(ofParent.select(".participants tbody td a").eachAttr("href"))
                .containsExactly("/console/sagas/" + child);
        Document ofChild = page("/console/sagas/" + child);
        assertThat(ofChild.select(".facts a").attr("href")).isEqualTo("/console/sagas/" + parent.uid());
    }

    @Test
    void escapesWhateverOthersWrote() {
        String evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>";
        Story story = Story.begin(client, services, evil, "evil" + evil, List.of(evil));
        client.done(story.uid(), story.participant(evil), "{\"note\":\"<script>alert(3)</script>\"}");
        services.answer(story.link(evil), 503, "<script>alert(4)</script>");
        client.cancelLater(story.uid());
        story.awaitAttention();

        for (String path : List.of(
                "/console?key=" + Client.encoded("evil" + evil),
                "/console?name=" + Client.encoded(evil),
                "/console/sagas/" + story.uid())) {
            Document page = page(path);
            assertThat(page.select("script")).as(path).hasSize(1);
            assertThat(page.select("img")).as(path).isEmpty();
            assertThat(page.text()).as(path).contains(evil);
        }
        for (String path :
                List.of("/console?state=" + Client.encoded(evil), "/console/sagas/" + Client.encoded("<b>"))) {
            assertThat(Jsoup.parse(client.get(path).body()).select("main script, main img, main b:containsOwn(b)"))
                    .as(path)
                    .isEmpty();
        }
    }

    @Test
    void loadsNothingFromElsewhere() {
        Story story = begin("local-1");
        for (String path : List.of("/console?key=local-", "/console/sagas/" + story.uid())) {
            Document page = page(path);
            List<String> addresses = Stream.concat(
                            page.select("[src]").eachAttr("src").stream(),
                            page.select("link[href]").eachAttr("href").stream())
                    .toList();
            assertThat(addresses).as(path).hasSize(4).allSatisfy(address -> {
                assertThat(address).startsWith("/");
                assertThat(client.get(address).status()).as(address).isEqualTo(200);
            });
            assertThat(client.get(path).header("Content-Security-Policy"))
                    .startsWith("default-src 'none'; style-src 'self'; script-src 'self';");
            assertThat(page.select("[style], style, [onclick], script:not([src])"))
                    .as("what that policy forbids")
                    .isEmpty();
        }
    }

    @Test
    void onlyReads() {
        Story story = begin("read-1");
        for (String path : List.of("/console", "/console/sagas/" + story.uid())) {
            assertThat(client.send("POST", path, Map.of(), "").status()).isEqualTo(405);
            assertThat(page(path).select("form:not([method=get])")).isEmpty();
        }
    }

    @Test
    void saysWhatIsWrongWithAnAddress() {
        Reply unknown = client.get("/console/sagas/nobody");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(Jsoup.parse(unknown.body()).select("[role=alert]").text())
                .isEqualTo("No saga nobody is known here: it never existed, or it ended longer ago than the retention"
                        + " time (bactrian.retention)");
        Reply elsewhere = client.send("GET", "/sagas/4711%3Cb%3E", Map.of("Accept", "text/html"), "");
        assertThat(elsewhere.status()).isEqualTo(404);
        assertThat(Jsoup.parse(elsewhere.body()).select("[role=alert]").text())
                .isEqualTo("There is no page at /sagas/4711%3Cb%3E; sagas are at /console");
        Reply bad = client.get("/console?state=finished");
        assertThat(bad.status()).isEqualTo(400);
        assertThat(Jsoup.parse(bad.body()).select("[role=alert]").text())
                .isEqualTo("state must be one of running, completing, completed, compensating, compensated, failed,"
                        + " stalled, done, was finished");
    }

    @Test
    void countsWhatIsOnItsWay() {
        begin("count-1");

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
                        page("/console").select(".chip.tone-running b").text())
                .matches("[1-9]\\d*"));
    }
}
