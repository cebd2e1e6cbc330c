package io.bactrian.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** The coordinator of a test is not started by Spring Boot: whatever it is asked, it answers as the one that is. */
class EmbeddedAnswersTest {

    private static final String LRA = "/lra-coordinator";
    private static final String SAGAS = "/api/v1/sagas";
    private static final String JOIN = "PUT " + LRA + "/SAGA";

    /** Method, path and headers of each; SAGA and PARTICIPANT are those that came last. */
    private static final List<String> REQUESTS = List.of(
            // the protocol
            "POST " + LRA + "/start?ClientID=orders&TimeLimit=60000",
            JOIN + "|Link: <http://localhost:1/compensate>; rel=\"compensate\"|Bactrian-Step: stock",
            JOIN + "|Link: <http://localhost:1/complete>; rel=\"complete\"",
            JOIN + "|Link: <nonsense",
            JOIN,
            "GET " + LRA,
            "GET " + LRA + "/",
            "GET " + LRA + "?Status=Active|Accept: application/json",
            "GET " + LRA + "?Status=Nonsense",
            "GET " + LRA + "/SAGA",
            "GET " + LRA + "/SAGA/",
            "GET " + LRA + "/SAGA/status",
            "GET " + LRA + "/SAGA/status|Accept: application/json",
            "GET " + LRA + "/SAGA/status|Accept: image/png",
            "GET " + LRA + "/SAGA/status|Accept: nonsense",
            "GET " + LRA + "/SAGA/participants",
            "HEAD " + LRA + "/SAGA/status",
            "OPTIONS " + LRA + "/SAGA/status",
            "GET " + LRA + "/unknown/status",
            "PUT " + LRA + "/SAGA/renew?TimeLimit=70000",
            "PUT " + LRA + "/SAGA/renew?TimeLimit=soon",
            "PUT " + LRA + "/SAGA/renew",
            "PUT " + LRA + "/instances/orders/one",
            "GET " + LRA + "/instances/orders/endpoints",
            "DELETE " + LRA + "/instances/orders/one",
            "GET " + LRA + "/recovery",
            "GET " + LRA + "/recovery/failed",
            "GET " + LRA + "/recovery/SAGA/PARTICIPANT",
            "GET " + LRA + "/SAGA/status|Narayana-LRA-API-version: 1.2",
            "PUT " + LRA + "/SAGA/close",
            "PUT " + LRA + "/SAGA/close",
            "POST " + LRA + "/start?ClientID=Gr%C3%BC%C3%9Fe",
            JOIN + "|Link: <http://localhost:1/compensate>; rel=\"compensate\"|Bactrian-Step: stock",
            "PUT " + LRA + "/SAGA/participants/PARTICIPANT/report",
            "POST " + LRA + "/SAGA/close",
            // the operators' API
            "GET " + SAGAS,
            "GET " + SAGAS + "?limit=1",
            "GET " + SAGAS + "?limit=all",
            "GET " + SAGAS + "?colour=red",
            "GET " + SAGAS + "/SAGA",
            "GET " + SAGAS + "/SAGA/",
            "GET " + SAGAS + "/SAGA|Accept: application/xml",
            "GET " + SAGAS + "/unknown",
            "GET " + SAGAS + "/SAGA/order-proof",
            "GET " + SAGAS + "/export",
            "POST " + SAGAS + "/SAGA/retry",
            "POST " + SAGAS + "/SAGA/retry|Bactrian-Operator: ann",
            "POST " + SAGAS + "/SAGA/cancel|Content-Type: application/xml",
            "GET " + SAGAS + "/SAGA/cancel",
            "GET /api/nothing",
            "GET " + SAGAS + "|Host: elsewhere.example",
            "POST " + SAGAS + "/SAGA/cancel|Origin: http://elsewhere.example",
            // neither
            "GET /",
            "GET /nothing",
            "GET /nothing|Accept: application/json",
            "PUT /nothing",
            "GET /error",
            "GET /%",
            "GET " + LRA + "/SAGA/..%2fstatus",
            "GET " + LRA + "/SAGA/status|Long: " + "x".repeat(100_000),
            "GET " + LRA + "/SAGA/status|Long: " + "x".repeat(140_000));

    @Test
    void areThoseOfSpringBoot() throws IOException {
        try (EmbeddedCoordinator embedded = EmbeddedCoordinator.start();
                ConfigurableApplicationContext boot = CoordinatorOnSpringBoot.start(embedded.clock())) {
            int bootPort = Integer.parseInt(boot.getEnvironment().getRequiredProperty("local.server.port"));
            int embeddedPort = Integer.parseInt(embedded.url().replaceAll(".*:", ""));

            assertThat(new Conversation(embeddedPort).run())
                    .containsExactlyElementsOf(new Conversation(bootPort).run());
        }
    }

    /** All requests to one of them, one after the other. */
    private static final class Conversation {

        private final int port;
        private String saga = "none";
        private String participant = "none";

        Conversation(int port) {
            this.port = port;
        }

        List<String> run() throws IOException {
            List<String> answers = new ArrayList<>();
            for (String request : REQUESTS) {
                String answer = ask(request.replace("SAGA", saga).replace("PARTICIPANT", participant));
                remember(answer);
                answers.add(shortened(request) + " -> " + comparable(answer));
            }
            return answers;
        }

        private String ask(String request) throws IOException {
            String[] parts = request.split("\\|");
            StringBuilder head = new StringBuilder(parts[0]).append(" HTTP/1.1\r\nConnection: close\r\n");
            if (!request.contains("|Host:")) {
                head.append("Host: localhost:").append(port).append("\r\n");
            }
            for (int i = 1; i < parts.length; i++) {
                head.append(parts[i]).append("\r\n");
            }
            if (!request.startsWith("GET")) {
                head.append("Content-Length: 0\r\n");
            }
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                    OutputStream out = socket.getOutputStream();
                    InputStream in = socket.getInputStream()) {
                out.write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
                out.flush();
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        }

        private void remember(String answer) {
            String[] lines = answer.split("\r\n");
            for (String line : lines) {
                if (line.startsWith("Location: ") && line.contains("/recovery/")) {
                    participant = line.replaceAll(".*/", "");
                } else if (line.startsWith("Location: ")) {
                    saga = line.replaceAll(".*/", "");
                }
            }
        }

        /** Without what differs from one coordinator to the next. */
        private String comparable(String answer) {
            return answer.replace(saga, "SAGA")
                    .replace(participant, "PARTICIPANT")
                    .replace(":" + port, ":PORT")
                    .replaceAll("(?m)^Date: .*$", "Date: ..")
                    .replaceAll("(?m)^Vary: .*\r\n", "") // of static resources, which there are none of
                    .replaceAll("Token-Digest: \\S+", "Token-Digest: ..")
                    .replaceAll("\"next\":\"[^\"]*\"", "\"next\":..")
                    .replaceAll("\"timestamp\":\"[^\"]*\"", "\"timestamp\":..")
                    .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "UID");
        }

        private static String shortened(String request) {
            return request.length() > 120 ? request.substring(0, 120) + ".." : request;
        }
    }
}
