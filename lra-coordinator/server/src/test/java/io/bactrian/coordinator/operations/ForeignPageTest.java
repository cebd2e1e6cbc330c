package io.bactrian.coordinator.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.coordinator.running.Client;
import io.bactrian.coordinator.running.Client.Reply;
import io.bactrian.coordinator.running.CoordinatorTest;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What a page of another site can make an operator's browser send changes nothing. */
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
