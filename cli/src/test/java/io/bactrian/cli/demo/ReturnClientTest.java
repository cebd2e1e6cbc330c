package io.bactrian.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.bactrian.cli.demo.Outcome.Kind;
import io.bactrian.cli.http.Http;
import io.bactrian.cli.orders.CustomerReturn;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReturnClientTest {

    private static final CustomerReturn WHOLE =
            new CustomerReturn("R-4711", "4711", true, Map.of("85123A", 6L), 1530, "does not fit", false);
    private static final CustomerReturn PART =
            new CustomerReturn("R-4711", "4711", false, Map.of("85123A", 2L), 510, "too many", false);

    private record Answer(int status, String body) {}

    private final Deque<Answer> script = new ArrayDeque<>();
    private final List<String> received = new ArrayList<>();
    private HttpServer server;
    private ReturnClient client;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/returns", exchange -> {
            received.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            Answer answer = script.size() > 1 ? script.poll() : script.peek();
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        String url = "http://localhost:" + server.getAddress().getPort();
        client = new ReturnClient(new Http(), url, Duration.ofSeconds(20), Clock.systemUTC(), () -> true);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void asksForAllOrForSome() {
        answers(201, "{\"state\":\"returned\"}");

        assertThat(client.ask(WHOLE).kind()).isEqualTo(Kind.FULFILLED);
        assertThat(client.ask(PART).kind()).isEqualTo(Kind.FULFILLED);
        assertThat(received)
                .containsExactly(
                        "{\"returnId\":\"R-4711\",\"orderId\":\"4711\",\"reason\":\"does not fit\"}",
                        "{\"returnId\":\"R-4711\",\"orderId\":\"4711\",\"lines\":[{\"sku\":\"85123A\",\"quantity\":2}],\"reason\":\"too many\"}");
    }

    @Test
    void tellsARefusalFromAReturnThatWasUndone() {
        answers(409, "{\"state\":\"refused\",\"reason\":\"order was returned\",\"retryable\":false}");
        answers(409, "{\"state\":\"undone\",\"reason\":\"damaged: all\",\"retryable\":false}");

        assertThat(client.ask(WHOLE).kind()).isEqualTo(Kind.REFUSED);
        assertThat(client.ask(WHOLE))
                .extracting(Outcome::kind, Outcome::reason)
                .containsExactly(Kind.COMPENSATED, "damaged: all");
        assertThat(received).hasSize(2);
    }

    @Test
    void repeatsWhatDecidesNothing() {
        answers(202, "{\"state\":\"running\"}");
        answers(503, "{\"error\":\"nothing was begun\"}");
        answers(409, "{\"state\":\"undone\",\"reason\":\"order is being returned\",\"retryable\":true}");
        answers(201, "{\"state\":\"returned\"}");

        assertThat(client.ask(WHOLE).kind()).isEqualTo(Kind.FULFILLED);
        assertThat(received).hasSize(4);
    }

    @Test
    void looksUpWhatBecameOfAReturn() {
        Outcome open = new Outcome(Kind.OPEN, "no answer", Duration.ofSeconds(9));
        answers(200, "{\"state\":\"running\"}");
        answers(200, "{\"state\":\"undone\",\"reason\":\"damaged\"}");

        assertThat(client.lookUp("R-4711", open)).isSameAs(open);
        assertThat(client.lookUp("R-4711", open))
                .isEqualTo(new Outcome(Kind.COMPENSATED, "damaged", Duration.ofSeconds(9)));
    }

    private void answers(int status, String body) {
        script.add(new Answer(status, body));
    }
}
