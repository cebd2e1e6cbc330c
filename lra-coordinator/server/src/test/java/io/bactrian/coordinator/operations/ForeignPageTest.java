package io.bactrian.coordinator.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.coordinator.running.Client;
import io.bactrian.coordinator.running.Client.Reply;
import io.bactrian.coordinator.running.CoordinatorTest;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What a page of another site can make an operator's browser send changes nothing, and tells the page nothing. */
@CoordinatorTest
class ForeignPageTest {

    @LocalServerPort
    private int port;

    private Client client;
    private String uid;

    @BeforeEach
    void startASaga() {
        client = new Client(port);
        uid = client.start("order-fulfilment", "foreign");
    }

    @Test
    void refusesForms() {
        for (String type : new String[] {"application/x-www-form-urlencoded", "text/plain", "multipart/form-data"}) {
            Reply reply = client.send("POST", cancel(), Map.of("Content-Type", type), "{\"reason\":\"i am a form\"}");

            assertThat(reply.status()).isEqualTo(415);
            assertThat(reply.json().path("detail").asText())
                    .isEqualTo("Content-Type must be application/json, so that no page of another site can send this"
                            + " request, was " + type);
        }
        assertThat(state()).isEqualTo("RUNNING");
    }

    @Test
    void grantsNoOtherSiteItsScripts() {
        Reply preflight = client.send(
                "OPTIONS",
                cancel(),
                Map.of(
                        "Origin", "http://evil.example",
                        "Access-Control-Request-Method", "POST",
                        "Access-Control-Request-Headers", "content-type"),
                "");

        assertThat(preflight.status()).isGreaterThanOrEqualTo(400);
        assertThat(preflight.header("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void refusesAHostThatIsNotItsOwn() throws IOException {
        String body = "{\"reason\":\"rebound\"}";
        String answer = raw("POST " + cancel() + " HTTP/1.1\r\nHost: evil.example:" + port
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                + "\r\nConnection: close\r\n\r\n" + body);

        assertThat(answer)
                .startsWith("HTTP/1.1 403")
                .contains("Host evil.example:" + port + " is neither the one of bactrian.base-url nor one of"
                        + " bactrian.allowed-hosts [localhost, 127.0.0.1, [::1]]; add the host there");
        assertThat(state()).isEqualTo("RUNNING");
    }

    @Test
    void showsNothingUnderAHostThatIsNotItsOwn() throws IOException {
        for (String path : List.of("/", "/console", "/console/sagas/" + uid, "/api/v1/sagas", "/api/v1/sagas/" + uid)) {
            assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: evil.example:" + port + "\r\nConnection: close\r\n\r\n"))
                    .as(path)
                    .startsWith("HTTP/1.1 403")
                    .contains("application/problem+json", "\"title\":\"Not for this host\"")
                    .doesNotContain("order-fulfilment");
        }
    }

    @Test
    void tellsBrowsersNothingInTheWordsOfTheProtocolEither() throws IOException {
        for (String browser : List.of("Accept-Language: en", "User-Agent: Mozilla/5.0", "Sec-Fetch-Site: none")) {
            assertThat(raw("GET /lra-coordinator/" + uid + " HTTP/1.1\r\nHost: evil.example:" + port + "\r\n" + browser
                            + "\r\nConnection: close\r\n\r\n"))
                    .as(browser)
                    .startsWith("HTTP/1.1 403")
                    .doesNotContain("Active");
        }
    }

    @Test
    void letsProgramsReachTheProtocolAndHealthUnderAnyHost() throws IOException {
        for (String path : List.of("/lra-coordinator/" + uid, "/actuator/health", "/actuator/prometheus")) {
            assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: 10.1.2.3:" + port + "\r\nConnection: close\r\n\r\n"))
                    .as(path)
                    .startsWith("HTTP/1.1 200");
        }
        String ofNodeJs = "Accept-Language: *\r\nSec-Fetch-Mode: cors\r\nUser-Agent: node";
        assertThat(raw("PUT /lra-coordinator/" + uid + "/cancel HTTP/1.1\r\nHost: balancer:" + port + "\r\n" + ofNodeJs
                        + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void refusesWhateverAPageOfAnotherOriginSends() {
        for (String origin : List.of("http://evil.example", "http://localhost:" + (port + 1), "null")) {
            Map<String, String> headers = Map.of("Origin", origin, "Content-Type", "text/plain");
            for (String request : List.of(
                    "POST /lra-coordinator/start",
                    "PUT /lra-coordinator/" + uid + "/close",
                    "PUT /lra-coordinator/" + uid + "/cancel",
                    "DELETE /lra-coordinator/recovery/" + uid,
                    "PUT /lra-coordinator/recovery/" + uid + "/some",
                    "PUT /lra-coordinator/instances/shop",
                    "GET /api/v1/sagas")) {
                String[] parts = request.split(" ");

                Reply reply = client.send(parts[0], parts[1], headers, "");

                assertThat(reply.status()).as(request).isEqualTo(403);
                assertThat(reply.type()).isEqualTo("application/problem+json");
                assertThat(reply.json().path("title").asText()).isEqualTo("Not for pages of other sites");
                assertThat(reply.json().path("detail").asText())
                        .isEqualTo("Origin " + origin + " is not this coordinator's own, and pages of other sites may"
                                + " neither read nor change sagas; if people reach the coordinator there, set"
                                + " bactrian.base-url to it");
            }
        }
        assertThat(state()).isEqualTo("RUNNING");
    }

    @Test
    void refusesAnOriginThatIsTheHostOnlyBecauseTheNameWasRebound() throws IOException {
        String answer = raw("PUT /lra-coordinator/" + uid + "/cancel HTTP/1.1\r\nHost: evil.example:" + port
                + "\r\nOrigin: http://evil.example:" + port + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 403");
        assertThat(state()).isEqualTo("RUNNING");
    }

    @Test
    void refusesWhatOtherSitesEmbed() {
        for (String site : List.of("cross-site", "same-site")) {
            Reply reply = client.send(
                    "GET",
                    "/lra-coordinator/recovery",
                    Map.of("Sec-Fetch-Site", site, "Sec-Fetch-Mode", "no-cors", "Sec-Fetch-Dest", "image"),
                    "");

            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.json().path("detail").asText())
                    .isEqualTo("A page of another site sent this request (Sec-Fetch-Site: " + site + "), and such pages"
                            + " may neither read nor change sagas; open the address itself, or ask with a program");
        }
    }

    @Test
    void followsALinkOfAnotherSiteToWhatOnlyShows() {
        Map<String, String> followed =
                Map.of("Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document");

        for (String path : List.of("/console", "/api/v1/sagas/" + uid, "/actuator/health")) {
            assertThat(client.send("GET", path, followed, "").status()).as(path).isEqualTo(200);
        }
        assertThat(client.send("GET", "/lra-coordinator/recovery", followed, "").status())
                .isEqualTo(403);
    }

    @Test
    void takesWhatItsOwnPagesSend() {
        Map<String, String> own = Map.of("Origin", "http://localhost:" + port, "Sec-Fetch-Site", "same-origin");

        assertThat(client.send("GET", "/console", Map.of("Sec-Fetch-Site", "none"), "")
                        .status())
                .isEqualTo(200);
        assertThat(client.send("PUT", "/lra-coordinator/" + uid + "/cancel", own, "")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void takesJsonFromWhoeverIsAtHomeHere() {
        Reply reply = client.send(
                "POST", cancel(), Map.of("Content-Type", "application/json; charset=utf-8"), "{\"reason\":\"mine\"}");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(client.get("/api/v1/sagas/" + uid).json().path("reason").asText())
                .isEqualTo("cancelled by anonymous: mine");
    }

    private String cancel() {
        return "/api/v1/sagas/" + uid + "/cancel";
    }

    private String state() {
        return client.get("/api/v1/sagas/" + uid).json().path("state").asText();
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
