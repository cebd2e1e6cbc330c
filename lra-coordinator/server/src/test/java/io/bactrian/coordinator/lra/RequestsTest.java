package io.bactrian.coordinator.lra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bactrian.coordinator.delivery.ParticipantServer;
import io.bactrian.coordinator.delivery.ParticipantServer.Reply;
import io.bactrian.coordinator.delivery.Scripted;
import io.bactrian.coordinator.saga.CallKind;
import java.io.IOException;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What requests may say, what comes back, and what is refused with which text. */
class RequestsTest {

    private static final Scripted SCRIPT = new Scripted();
    private static ParticipantServer participants;
    private static Coordinator coordinator;

    @BeforeAll
    static void start() {
        participants = new ParticipantServer(SCRIPT);
        coordinator = new Coordinator();
    }

    @AfterAll
    static void stop() {
        coordinator.close();
        participants.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TimeLimit=abc|400 TimeLimit must be a whole number of milliseconds, was abc",
                "TimeLimit=1.5|400 TimeLimit must be a whole number of milliseconds, was 1.5",
                "TimeLimit=-5|400 TimeLimit must be 0 or more milliseconds, was -5",
                "TimeLimit=99999999999999999999|400 TimeLimit must be a whole number of milliseconds, was 99999999999999999999",
                "ParentLRA=nobody|404 The parent saga nobody is not active on this coordinator, it is not known; a nested saga needs an active parent",
                "ParentLRA=http%3A%2F%2Felsewhere%2Flra-coordinator%2F1|404 The parent saga http://elsewhere/lra-coordinator/1 is not one of this coordinator, whose ids start with BASE",
            })
    void refusesAStartThatCannotBeMeant(String query, String expected) {
        assertThat(coordinator.post("/start?" + query).line().replace(coordinator.url(), "BASE"))
                .isEqualTo(expected);
    }

    @Test
    void takesEmptyAndHugeParametersOfAStart() {
        for (String query : List.of(
                "",
                "?ClientID=&TimeLimit=&ParentLRA=",
                "?TimeLimit=0",
                "?TimeLimit=" + Long.MAX_VALUE,
                "?ClientID=" + "c".repeat(512))) {
            Coordinator.Answer answer = coordinator.post("/start" + query);
            assertThat(answer.status()).as(query).isEqualTo(201);
            assertThat(answer.body()).isEqualTo(answer.header("Location")).startsWith(coordinator.url() + "/");
            assertThat(coordinator.status(answer.id())).isEqualTo("Active");
        }
        assertThat(coordinator.post("/start?ClientID=" + "c".repeat(513)).line())
                .isEqualTo("400 ClientID must have at most 512 characters, had 513");
    }

    @Test
    void aParentThatHasEndedIsNone() {
        String parent = coordinator.start("");
        coordinator.end(parent, "close");

        assertThat(coordinator.post("/start?ParentLRA=" + parent).line())
                .isEqualTo(
                        "404 The parent saga " + parent + " is not active on this coordinator, it is Closed; a nested"
                                + " saga needs an active parent");
    }

    @Test
    void aParentIsUnderstoodEncodedOnceAndTwice() {
        String parent = coordinator.url() + "/" + coordinator.start("");
        String once = URLEncoder.encode(parent, StandardCharsets.UTF_8);
        String twice = URLEncoder.encode(once, StandardCharsets.UTF_8);
        for (String encoded : List.of(once, twice)) {
            Coordinator.Answer answer = coordinator.post("/start?ParentLRA=" + encoded);
            assertThat(answer.body()).endsWith("?ParentLRA=" + once);
            assertThat(answer.body()).startsWith(coordinator.url() + "/" + answer.id());
        }
    }

    @Test
    void answersTextUnlessExactlyJsonIsAccepted() {
        assertThat(coordinator
                        .post("/start", "Accept", "application/json, text/plain, text/plain")
                        .header("Content-Type"))
                .startsWith("text/plain");
        Coordinator.Answer json = coordinator.post("/start", "Accept", "application/json");
        assertThat(json.body()).isEqualTo("{\"lraId\":\"" + json.header("Location") + "\"}");
        assertThat(coordinator.post("/start", "Accept", "image/png").status()).isEqualTo(201);
        assertThat(json.header("Bactrian-Coordinator")).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "Link|junk|400 A join needs a Link header with a compensate or an after link, was junk",
                "Link|<http://h/c>; rel=complete|400 A join needs a Link header with a compensate or an after link, was <http://h/c>; rel=complete",
                "Link|<pigeon:loft>; rel=compensate|400 A participant's link must be an http or https URL, or like kafka:TOPIC?id=UNIQUE, was pigeon:loft",
                "Link|<kafka:topic?id=1>; rel=compensate|422 This coordinator does not speak Kafka and could never call kafka:topic?id=1; set bactrian.kafka.enabled=true on it, or join with http links",
                "Link|<http://h/c>; rel=compensate,<kafka:topic>; rel=after|422 This coordinator does not speak Kafka and could never call kafka:topic; set bactrian.kafka.enabled=true on it, or join with http links",
                "Link|<kafka:two words?id=1>; rel=compensate|400 A participant cannot be called over Kafka: the topic of a kafka link must have 1 to 249 of the characters a-z, A-Z, 0-9, '.', '_' and '-', and not be '.' or '..', was kafka:two words?id=1",
                "Link|<kafka:topic?id=1>; rel=compensate,<kafka:topic?id=1>; rel=status|400 A status link must be an http or https URL, was kafka:topic?id=1; a participant that is called over Kafka is not asked for its status, it needs none",
                "Link|<http://h/c>; rel=compensate,<https://stock_service:8443/c_1>; rel=complete|400 A participant cannot be called at https://stock_service:8443/c_1: its host name stock_service has an underscore, which host names must not have; give it a name without one, for example with a network alias",
                "Bactrian-Retry|attempts=0|400 Bactrian-Retry: attempts must be 1 or more, was 0",
                "Bactrian-Retry|soon|400 Bactrian-Retry must be like initial=500ms,factor=2,max=1m,attempts=10, was soon",
                "Bactrian-Step|%zz|400 Bactrian-Step must be percent-encoded, was %zz",
                "Bactrian-Step|a%00b|400 Bactrian-Step must not contain the character NUL (%00), was a%00b",
                "Bactrian-Steps|{|400 Bactrian-Steps must be JSON: Unexpected end-of-input: expected close marker for Object (start marker at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: 1])",
                "Bactrian-Steps|{}|400 Bactrian-Steps must be a JSON array of step reports, was {}",
                "Bactrian-Steps|[{\"state\":\"almost\"}]|400 Bactrian-Steps needs a state of running, done or failed, was \"almost\"",
                "Bactrian-Steps|[{\"state\":\"done\",\"results\":[1]}]|400 Bactrian-Steps needs results that are a JSON object, was ARRAY",
            })
    void refusesAJoinThatCannotBeMeant(String header, String value, String expected) {
        String uid = coordinator.start("");
        Coordinator.Answer answer = header.equals("Link")
                ? coordinator.put("/" + uid, header, value)
                : coordinator.put("/" + uid, "Link", participants.link("refused", Coordinator.BOTH), header, value);
        assertThat(answer.line()).isEqualTo(expected);
        coordinator.end(uid, "cancel");
        assertThat(participants.calls("refused")).isEmpty();
    }

    @Test
    void refusesWhatIsTooLongForTheLedger() {
        String uid = coordinator.start("");
        String link = participants.link("long", Coordinator.BOTH);

        assertThat(coordinator
                        .put("/" + uid, "Link", link, "Bactrian-Step", "s".repeat(256))
                        .line())
                .isEqualTo("400 Bactrian-Step must have at most 255 characters, had 256");
        assertThat(coordinator
                        .put("/" + uid, "Link", "<http://h/" + "c".repeat(60_000) + ">; rel=compensate")
                        .line())
                .isEqualTo("400 A participant's link must have at most 50000 characters, had 60009");
        String longLeave = "<http://h/c>; rel=compensate,<http://h/" + "l".repeat(110_000) + ">; rel=leave";
        assertThat(coordinator.send("PUT", "/" + uid, longLeave).line())
                .isEqualTo("400 A participant's link must have at most 50000 characters, had 110009");
        assertThat(coordinator.post("/start?ParentLRA=" + "p".repeat(7_001)).line())
                .isEqualTo("400 ParentLRA must have at most 7000 characters as part of the new saga's id, had 7001");
        assertThat(coordinator
                        .post("/start", "Idempotency-Key", "k".repeat(129))
                        .line())
                .isEqualTo("400 Idempotency-Key must have at most 128 characters, had 129");
        assertThat(coordinator.instances().announce("a".repeat(201) + "/i", "1").line())
                .isEqualTo("400 The name of an application must have at most 200 characters, had 201");
        assertThat(coordinator.status(uid)).isEqualTo("Active");
    }

    @Test
    void refusesTheCharacterThatNotEveryLedgerKeeps() {
        String uid = coordinator.start("");

        assertThat(coordinator
                        .send("PUT", "/" + uid, "<http://h/a\0b>; rel=compensate")
                        .line())
                .isEqualTo("400 A participant's link must not contain the character NUL, was http://h/a b");
        assertThat(coordinator.post("/start?ClientID=a%00b").line())
                .isEqualTo("400 ClientID must not contain the character NUL (%00)");
        assertThat(coordinator.post("/start?ParentLRA=a%00b").line())
                .isEqualTo("400 ParentLRA must not contain the character NUL (%00)");
    }

    @Test
    void refusesAHostThatIsNotOnTheList() throws IOException {
        assertThat(raw("POST /lra-coordinator/start HTTP/1.1\r\nHost: evil.example:80"))
                .startsWith("HTTP/1.1 400")
                .endsWith("Host evil.example:80 is not one of bactrian.allowed-hosts [localhost, 127.0.0.1, [::1]]; set"
                        + " bactrian.base-url to the address clients use, or add the host");
    }

    @Test
    void aStartRepeatedWithItsKeyIsTheSameSagaAlsoAtTheSameTime() {
        String key = UUID.randomUUID().toString();
        List<CompletableFuture<Coordinator.Answer>> starts = IntStream.range(0, 12)
                .mapToObj(i -> coordinator.sendLater("POST", "/start", "", "Idempotency-Key", key))
                .toList();

        assertThat(starts)
                .extracting(start -> start.join().line())
                .containsOnly("201 " + starts.get(0).join().body());
    }

    @Test
    void aStartWithALinkIsStartAndFirstJoin() {
        String key = UUID.randomUUID().toString();
        String[] headers = {
            "Idempotency-Key", key, "Link", participants.link("first", Coordinator.BOTH), "Bactrian-Step", "reserve"
        };
        Coordinator.Answer first = coordinator.post("/start", headers);
        Coordinator.Answer again = coordinator.post("/start", headers);

        assertThat(again.line()).isEqualTo(first.line());
        assertThat(again.header("Long-Running-Action-Recovery"))
                .isEqualTo(first.header("Long-Running-Action-Recovery"))
                .startsWith(coordinator.url() + "/recovery/" + first.id() + "/");
        coordinator.end(first.id(), "cancel");
        assertThat(participants.calls("first"))
                .singleElement()
                .extracting(ParticipantServer.Call::recoveryUrl)
                .isEqualTo(first.header("Long-Running-Action-Recovery"));
        assertThat(coordinator
                        .post("/start", "Idempotency-Key", key, "Link", participants.link("other", Coordinator.BOTH))
                        .line())
                .isEqualTo("409 Idempotency-Key " + key + " was used before by a start with another first participant;"
                        + " use a new key for a new saga");
    }

    @Test
    void aStartRepeatedAfterItsDeadlineIsToldThatItIsTooLate() throws Exception {
        String[] start = startWithFirst("late-first");
        String uid = coordinator.post("/start?TimeLimit=5000", start).id();
        coordinator.clock().advance(Duration.ofSeconds(5));

        assertThat(coordinator.post("/start?TimeLimit=5000", start).line())
                .matches("412 The deadline of saga " + uid + ", .*Z, has passed: it is being cancelled");
        coordinator.look();

        assertThat(coordinator.status(uid)).isEqualTo("Cancelled");
        assertThat(participants.log()).contains("late-first COMPENSATE");
        assertThat(coordinator.post("/start?TimeLimit=5000", start).line())
                .isEqualTo("410 Saga " + uid + " is Cancelled: too late to join");
        assertThat(coordinator
                        .post("/start", "Idempotency-Key", start[1])
                        .line()) // whoever cancels what it lost has to learn its id
                .isEqualTo("201 " + coordinator.url() + "/" + uid);
    }

    @Test
    void aStartRepeatedWhileItsSagaIsCancelledIsToldThatItIsTooLate() {
        String[] start = startWithFirst("cancelling-first");
        SCRIPT.always("cancelling-first", CallKind.COMPENSATE, Reply.of(202));
        String uid = coordinator.post("/start", start).id();
        coordinator.put("/" + uid + "/cancel");

        Coordinator.Answer again = coordinator.post("/start", start);

        assertThat(again.line()).isEqualTo("412 Saga " + uid + " is Cancelling: too late to join");
        assertThat(again.header("Long-Running-Action-Recovery")).isNull();
        assertThat(again.header("Bactrian-Coordinator")).isNotBlank();
    }

    private static String[] startWithFirst(String name) {
        return new String[] {
            "Idempotency-Key", UUID.randomUUID().toString(), "Link", participants.link(name, Coordinator.BOTH)
        };
    }

    @Test
    void aCloseMayBringNewData() {
        String uid = coordinator.start("");
        coordinator.put(
                "/" + uid,
                "Link",
                participants.link("updated", Coordinator.BOTH),
                "Narayana-LRA-Participant-Data",
                "old");

        assertThat(coordinator
                        .end(
                                uid,
                                "close",
                                "Narayana-LRA-Participant-Link",
                                participants.link("updated", Coordinator.BOTH),
                                "Narayana-LRA-Participant-Data",
                                "new")
                        .line())
                .isEqualTo("200 Closed");
        assertThat(participants.calls("updated")).singleElement().satisfies(call -> assertThat(call.headers())
                .containsEntry("narayana-lra-participant-data", "new"));
    }

    @Test
    void dataThatNoHeaderCarriesIsRefusedBeforeItMakesAParticipantUncallable() throws IOException {
        String uid = coordinator.start("");
        coordinator.join(uid, participants, "ascii");

        assertThat(raw("PUT /lra-coordinator/" + uid
                        + "/close HTTP/1.1\r\nHost: localhost\r\nNarayana-LRA-Participant-Link: "
                        + participants.link("ascii", Coordinator.BOTH)
                        + "\r\nNarayana-LRA-Participant-Data: Müller"))
                .startsWith("HTTP/1.1 400")
                .endsWith("Narayana-LRA-Participant-Data must be plain ASCII, because it is sent back in a header;"
                        + " encode it, or join with Bactrian-Callback-Body: json");
        assertThat(coordinator.status(uid)).isEqualTo("Active");
    }

    /** What java.net.http refuses to send, or changes. */
    private static String raw(String head) throws IOException {
        try (Socket socket = new Socket("localhost", coordinator.port())) {
            socket.getOutputStream()
                    .write((head + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aRunningStepStoresNothingOnceItsSagaIsDecided() {
        String uid = coordinator.start("?ClientID=shop");
        String participant = coordinator.join(uid, participants, "late-storer");
        String path = "/" + uid + "/participants/" + participant + "/report";
        coordinator.end(uid, "cancel");

        assertThat(coordinator
                        .send("PUT", path, "{\"state\":\"running\",\"results\":{\"paymentId\":\"p-1\"}}")
                        .line())
                .isEqualTo("410 Saga " + uid
                        + " is Cancelled; a step of it can store nothing any more, it must not go on");
        assertThat(coordinator.send("PUT", path, "{\"state\":\"failed\"}").status())
                .isEqualTo(200);
    }

    @Test
    void whatAStepReportsComesBackWithItsCompensationWhateverItIsWrittenIn() {
        String uid = coordinator.start("");
        String participant = coordinator.join(uid, participants, "reporter");
        String report =
                "{\"state\":\"done\",\"results\":{\"payment\":\"p-17\",\"name\":\"Łódź 日本\"},\"reason\":\"a\\u0000b\"}";

        assertThat(coordinator
                        .send("PUT", "/" + uid + "/participants/" + participant + "/report", report)
                        .line())
                .isEqualTo("200 recorded done");
        assertThat(coordinator.end(uid, "cancel").line()).isEqualTo("200 Cancelled");

        assertThat(participants.calls("reporter")).singleElement().satisfies(call -> assertThat(call.headers())
                .containsEntry(
                        "narayana-lra-participant-data",
                        "{\"payment\":\"p-17\",\"name\":\"\\u0141\\u00F3d\\u017A \\u65E5\\u672C\"}"));
    }

    @Test
    void tellsWhatStepsHaveStoredInTheOrderTheyJoined() {
        String uid = coordinator.start("");
        String first = coordinator.join(uid, participants, "first-to-store");
        String second = coordinator
                .put(
                        "/" + uid,
                        "Link",
                        participants.link("second-to-store", Coordinator.BOTH),
                        "Bactrian-Step",
                        "charge%20card",
                        "Narayana-LRA-Participant-Data",
                        "order-4711")
                .id();
        coordinator.send(
                "PUT",
                "/" + uid + "/participants/" + second + "/report",
                "{\"state\":\"done\",\"results\":{\"paymentId\":\"p-17\",\"cents\":1234567890123}}");

        Coordinator.Answer answer = coordinator.get("/" + uid + "/participants");

        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.line())
                .isEqualTo("200 {\"lraId\":\"" + coordinator.url() + "/" + uid
                        + "\",\"status\":\"Active\",\"participants\":[{\"participant\":\"" + first
                        + "\",\"step\":null,\"status\":\"Active\",\"state\":\"running\",\"data\":null,\"results\":null},"
                        + "{\"participant\":\"" + second
                        + "\",\"step\":\"charge"
                        + " card\",\"status\":\"Active\",\"state\":\"done\",\"data\":\"order-4711\","
                        + "\"results\":{\"paymentId\":\"p-17\",\"cents\":1234567890123}}]}");
        coordinator.end(uid, "cancel");
        assertThat(coordinator.get("/" + uid + "/participants").body())
                .contains("\"status\":\"Cancelled\"", "\"status\":\"Compensated\"", "p-17");
        assertThat(coordinator.get("/nobody/participants").line()).startsWith("404 No saga nobody is known here");
    }

    @Test
    void dataAndResultsComeAsJsonToWhoAskedForThat() {
        String uid = coordinator.start("");
        String participant = coordinator
                .put(
                        "/" + uid,
                        "Link",
                        participants.link("jsonned", Coordinator.BOTH),
                        "Bactrian-Callback-Body",
                        "json",
                        "Narayana-LRA-Participant-Data",
                        "order-4711")
                .id();
        coordinator.put(
                "/" + uid + "/renew",
                "Bactrian-Steps",
                "[{\"participant\":\"nobody\",\"state\":\"done\"},{\"participant\":\"" + participant
                        + "\",\"state\":\"done\",\"results\":{\"n\":1}}]");
        coordinator.end(
                uid,
                "cancel",
                "Bactrian-Steps",
                "[{\"participant\":\"" + participant + "\",\"state\":\"failed\",\"reason\":\"x\"}]");

        assertThat(participants.calls("jsonned")).singleElement().satisfies(call -> {
            assertThat(call.headers()).containsEntry("content-type", "application/json");
            assertThat(call.headers()).doesNotContainKey("narayana-lra-participant-data");
            assertThat(call.body()).isEqualTo("{\"data\":\"order-4711\",\"results\":{\"n\":1}}");
        });
    }

    @Test
    void aReportThatIsTooLargeOrAboutNobodyIsRefused() {
        String uid = coordinator.start("");
        String participant = coordinator.join(uid, participants, "wordy");
        String path = "/" + uid + "/participants/" + participant + "/report";

        assertThat(coordinator
                        .send("PUT", path, "{\"state\":\"done\",\"results\":{\"x\":\"" + "x".repeat(65_529) + "\"}}")
                        .line())
                .isEqualTo("413 A step report must have results of at most 65536 bytes; keep large things elsewhere and"
                        + " report where");
        assertThat(coordinator
                        .send("PUT", path, "{\"state\":\"done\",\"results\":{\"x\":\"" + "x".repeat(65_528) + "\"}}")
                        .line())
                .isEqualTo("200 recorded done");
        assertThat(coordinator.send("PUT", path, "{}").line())
                .isEqualTo("400 A step report needs a state of running, done or failed, was ");
        assertThat(coordinator
                        .send("PUT", "/" + uid + "/participants/nobody/report", "{\"state\":\"done\"}")
                        .line())
                .isEqualTo("404 Saga " + uid + " has no participant nobody");
        assertThat(coordinator
                        .send("PUT", "/nothing/participants/nobody/report", "{\"state\":\"done\"}")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void linksInABodyAreReadWhateverTypeTheBodyHas() {
        String uid = coordinator.start("");
        String links = participants.link("formed", Coordinator.BOTH);
        String[] asCurlSendsIt = {"Content-Type", "application/x-www-form-urlencoded"};

        assertThat(coordinator.send("PUT", "/" + uid, links, asCurlSendsIt).status())
                .isEqualTo(200);
        assertThat(coordinator
                        .send("PUT", "/" + uid + "/remove", links, asCurlSendsIt)
                        .status())
                .isEqualTo(200);
        coordinator.end(uid, "cancel");
        assertThat(participants.calls("formed")).isEmpty();
    }

    @Test
    void everyCallBelongsToTheTraceInWhichItsStepBegan() {
        String first = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        String second = "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01";
        String uid = coordinator.start(
                "",
                "Link",
                participants.link("traced-first", Coordinator.BOTH),
                "traceparent",
                first,
                "tracestate",
                "shop=1,bank=2");
        String link = participants.link("traced-second", CallKind.COMPENSATE, CallKind.STATUS);
        coordinator.put("/" + uid, "Link", link, "traceparent", second);
        SCRIPT.then("traced-second", CallKind.COMPENSATE, Reply.of(202));
        SCRIPT.then("traced-second", CallKind.STATUS, Reply.of(200, "Compensated"));

        CompletableFuture<Coordinator.Answer> cancel = coordinator.sendLater("PUT", "/" + uid + "/cancel", "");
        await().atMost(Coordinator.LONGEST).untilAsserted(() -> {
            coordinator.advance(Duration.ofSeconds(1));
            assertThat(participants.calls("traced-first")).hasSize(1);
        });

        cancel.join();
        assertThat(participants.calls("traced-second"))
                .extracting(call -> call.kind() + " " + call.headers().get("traceparent"))
                .containsExactly("COMPENSATE " + second, "STATUS " + second);
        assertThat(participants.calls("traced-first").get(0).headers())
                .containsEntry("traceparent", first)
                .containsEntry("tracestate", "shop=1,bank=2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"junk", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331", "00-short-b7ad6b7169203331-01"})
    void noJoinFailsBecauseOfItsTrace(String traceparent) {
        String uid = coordinator.start("");
        String link = participants.link("untraced", Coordinator.BOTH);

        assertThat(coordinator
                        .put("/" + uid, "Link", link, "traceparent", traceparent, "tracestate", "ü")
                        .status())
                .isEqualTo(200);
        coordinator.end(uid, "cancel");

        assertThat(participants.calls("untraced")).isNotEmpty().allSatisfy(call -> assertThat(call.headers())
                .doesNotContainKeys("traceparent", "tracestate"));
    }

    @Test
    void whoIsCalledCanAskWhetherItIsMeant() {
        String uid = coordinator.start("");
        String id = coordinator.join(uid, participants, "asking");
        String place = "/recovery/" + uid + "/" + id;
        String before = coordinator.get(place).header("Bactrian-Participant-Status");
        CountDownLatch gate = SCRIPT.hold("asking", CallKind.COMPENSATE);
        CompletableFuture<Coordinator.Answer> cancel = coordinator.sendLater("PUT", "/" + uid + "/cancel", "");
        await().atMost(Coordinator.LONGEST)
                .until(() -> !participants.calls("asking").isEmpty());
        String during = coordinator.get(place).header("Bactrian-Participant-Status");
        gate.countDown();
        cancel.join();
        coordinator.end(uid, "cancel");

        assertThat(before).isEqualTo("Active");
        assertThat(during).isEqualTo("Compensating");
        assertThat(coordinator.get(place).header("Bactrian-Participant-Status")).isEqualTo("Compensated");
    }

    @Test
    void whoIsCalledCanAskWhatItsCallMustCarry() throws Exception {
        String uid = coordinator.start("");
        String id = coordinator
                .put("/" + uid, "Link", participants.link("sealed", Coordinator.BOTH), "Bactrian-Callback-Body", "json")
                .id();
        coordinator.send(
                "PUT",
                "/" + uid + "/participants/" + id + "/report",
                "{\"state\":\"done\",\"results\":{\"paymentId\": 7}}");

        Coordinator.Answer answer = coordinator.get("/recovery/" + uid + "/" + id);

        String token = coordinator.engine().ledger().participants(uid).get(0).replyToken();
        assertThat(answer.header("Bactrian-Reply-Token-Digest")).isEqualTo(digest(token));
        assertThat(answer.header("Bactrian-Value-Digest"))
                .isEqualTo(digest("{\"data\":null,\"results\":{\"paymentId\":7}}"));
        assertThat(answer.body() + answer.all().headers().map()).doesNotContain(token);
    }

    @Test
    void whoIsCalledWithoutABodyIsToldOfNone() {
        String uid = coordinator.start("");
        String id = coordinator.join(uid, participants, "plain");

        assertThat(coordinator.get("/recovery/" + uid + "/" + id).header("Bactrian-Value-Digest"))
                .isNull();
    }

    private static String digest(String text) throws NoSuchAlgorithmException {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aParticipantCanMoveButNotToAnothersPlace() {
        String uid = coordinator.start("");
        String moving = coordinator.join(uid, participants, "moving");
        coordinator.join(uid, participants, "staying");
        String place = "/recovery/" + uid + "/" + moving;

        assertThat(coordinator.get(place).body()).contains(participants.url("moving", CallKind.COMPENSATE));
        assertThat(coordinator
                        .send("PUT", place, participants.link("staying", Coordinator.BOTH))
                        .line())
                .isEqualTo("409 Another participant of saga " + uid + " has the link "
                        + participants.url("staying", CallKind.COMPENSATE)
                        + "; give each participant a link of its own");
        assertThat(coordinator
                        .send("PUT", place, participants.link("moved", Coordinator.BOTH))
                        .status())
                .isEqualTo(200);
        coordinator.end(uid, "cancel");

        assertThat(participants.calls("moving")).isEmpty();
        assertThat(participants.calls("moved")).hasSize(1);
    }

    @Test
    void listsAndForgets() {
        String uid = coordinator.start("?ClientID=lister");
        SCRIPT.always("unable", CallKind.COMPENSATE, Reply.of(409, "FailedToCompensate"));
        coordinator.join(uid, participants, "unable");
        assertThat(coordinator.get("/" + uid).body())
                .startsWith("{\"lraId\":\"" + coordinator.url() + "/" + uid
                        + "\",\"clientId\":\"lister\",\"status\":\"Active\"")
                .endsWith("\"finishTime\":0,\"httpStatus\":204,\"topLevel\":true,\"recovering\":false}");
        assertThat(coordinator.get("?Status=Active").body()).contains(uid);
        assertThat(coordinator.get("?Status=Open").line())
                .isEqualTo("400 Status must be one of Active, Closing, Closed, Cancelling, Cancelled, FailedToClose,"
                        + " FailedToCancel, was Open");
        assertThat(coordinator.send("DELETE", "/recovery/" + uid, "").line())
                .isEqualTo("412 Saga " + uid + " is Active; only an ended saga can be deleted");

        coordinator.end(uid, "cancel");
        assertThat(coordinator.get("/recovery/failed").body()).contains(uid);
        assertThat(coordinator.send("DELETE", "/recovery/" + uid, "").status()).isEqualTo(204);
        assertThat(coordinator.get("/" + uid).status()).isEqualTo(404);
    }

    @Test
    void aClosedNestedSagaCannotBeForgottenWhileItsParentMayStillCancelIt() {
        String parent = coordinator.start("");
        String child = coordinator.start("?ParentLRA=" + parent);
        coordinator.join(child, participants, "not-forgotten");
        coordinator.end(child, "close");

        assertThat(coordinator.send("DELETE", "/recovery/" + child, "").line())
                .isEqualTo("412 Saga " + child + " is nested in " + parent
                        + ", which is Active and may still need it; it can be deleted once that one has ended");
        assertThat(coordinator.end(parent, "cancel").line()).isEqualTo("200 Cancelled");

        assertThat(participants.log()).containsSubsequence("not-forgotten COMPLETE", "not-forgotten COMPENSATE");
    }

    @Test
    void aRestartedInstanceHasItsUndecidedSagasCancelledAtOnce() {
        String mine = announced("shop/host-1", "one");
        String other = announced("shop/host-2", "one");
        String manual = coordinator.start("?ClientID=shop");

        assertThat(coordinator.instances().announce("shop/host-1", "two").line())
                .isEqualTo("200 alive");

        await().atMost(Coordinator.LONGEST).until(() -> coordinator.status(mine).equals("Cancelled"));
        assertThat(coordinator.status(other)).isEqualTo("Active");
        assertThat(coordinator.status(manual)).isEqualTo("Active");
        assertThat(coordinator.instances().announce("shop/host-1", "one").line())
                .isEqualTo(
                        "409 Another process announced itself as shop/host-1 after this one; give each instance a name"
                                + " of its own");
        assertThat(coordinator.instances().announce("shop/host-1", "two").line())
                .isEqualTo("200 alive");
    }

    @Test
    void anInstanceThatSaysGoodbyeHasItsUndecidedSagasCancelledAtOnce() {
        String saga = announced("leaving/host-1", "one");

        assertThat(coordinator.instances().leave("leaving/host-1", "one").line())
                .isEqualTo("200 gone");

        await().atMost(Coordinator.LONGEST).until(() -> coordinator.status(saga).equals("Cancelled"));
    }

    @Test
    void anInstanceIsLostAfterTwentySecondsOfSilenceAndNotBefore() throws Exception {
        coordinator.advance(Duration.ofSeconds(21)); // the coordinator itself is up for longer than that
        String silent = announced("silent/host-1", "one");
        String beating = announced("beating/host-1", "one");

        for (int seconds = 5; seconds <= 20; seconds += 5) {
            coordinator.clock().advance(Duration.ofSeconds(5));
            coordinator.instances().announce("beating/host-1", "one");
            coordinator.look();
        }
        assertThat(coordinator.status(silent)).isEqualTo("Active");
        coordinator.advance(Duration.ofSeconds(1));

        assertThat(coordinator.status(silent)).isEqualTo("Cancelled");
        assertThat(coordinator.status(beating)).isEqualTo("Active");
        assertThat(coordinator.get("/" + silent).body()).contains("\"status\":\"Cancelled\"");
    }

    @Test
    void anInstanceNeedsAnIncarnation() {
        assertThat(coordinator.put("/instances/shop/host-9").line())
                .isEqualTo(
                        "400 Bactrian-Incarnation must be a text of 1 to 64 characters without '/', new at each start"
                                + " of the process, was null");
    }

    @Test
    void anInstanceMaySayWhereItIsCalled() {
        String saga = announced("away/host-1", "one");
        coordinator.instances().leave("away/host-1", "one");
        await().atMost(Coordinator.LONGEST).until(() -> coordinator.status(saga).equals("Cancelled"));

        assertThat(coordinator
                        .put(
                                "/instances/away/host-1",
                                "Bactrian-Incarnation",
                                "two",
                                "Bactrian-Callback-Base",
                                "http://localhost:1/lra-participant")
                        .line())
                .isEqualTo("200 alive");
        assertThat(coordinator
                        .put(
                                "/instances/away/host-1",
                                "Bactrian-Incarnation",
                                "three",
                                "Bactrian-Callback-Base",
                                "http://localhost:8080")
                        .line())
                .isEqualTo("400 Bactrian-Callback-Base must be the URL that all callback URLs of this application begin"
                        + " with, for example http://localhost:8080/lra-participant, of at most 2000 characters, was"
                        + " http://localhost:8080");
    }

    @Test
    void anApplicationLearnsWhatItsLiveSagasNeedOfIt() {
        String saga = coordinator.start("?ClientID=orders", "Bactrian-Business-Key", "order%204711");
        coordinator.put(
                "/" + saga,
                "Link",
                participants.link("needing", Coordinator.BOTH),
                "Bactrian-Application",
                "shop%20%C3%BC",
                "Bactrian-Endpoints",
                "compensation=direct%3A%2F%2Fundo%3Fa%3D1%2C2,completion=direct%3A%2F%2Fdone,later=unknown");

        String live = coordinator.get("/instances/shop%20%C3%BC/endpoints").body();
        coordinator.end(saga, "close");

        String examples = ",\"sagas\":1,\"examples\":[{\"saga\":\"" + coordinator.url() + "/" + saga
                + "\",\"businessKey\":\"order 4711\"}]}";
        assertThat(live)
                .isEqualTo("{\"application\":\"shop ü\",\"endpoints\":["
                        + "{\"kind\":\"compensation\",\"uri\":\"direct://undo?a=1,2\"" + examples
                        + ",{\"kind\":\"completion\",\"uri\":\"direct://done\"" + examples + "]}");
        assertThat(coordinator.get("/instances/shop%20%C3%BC/endpoints").line())
                .isEqualTo("200 {\"application\":\"shop ü\",\"endpoints\":[]}");
        assertThat(coordinator.get("/instances/orders/endpoints").line())
                .isEqualTo("200 {\"application\":\"orders\",\"endpoints\":[]}");
    }

    private static String announced(String instance, String incarnation) {
        assertThat(coordinator.instances().announce(instance, incarnation).line())
                .isEqualTo("200 alive");
        String saga = coordinator.start(
                "?ClientID=" + URLEncoder.encode(instance + "/" + incarnation, StandardCharsets.UTF_8));
        coordinator.join(saga, participants, instance.replace('/', '-'));
        return saga;
    }
}
