package io.bactrian.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.bactrian.cli.demo.Outcome.Kind;
import io.bactrian.cli.http.Http;
import io.bactrian.cli.orders.Order;
import io.bactrian.cli.orders.OrderLine;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OrderClientTest {

    private static final Order ORDER =
            new Order("4711", "17850", List.of(new OrderLine("85123A", 6, new BigDecimal("2.55"))));

    private record Answer(int status, String body) {}

    private final Deque<Answer> script = new ArrayDeque<>();
    private final List<String> received = new ArrayList<>();
    private final List<String> paths = new ArrayList<>();
    private HttpServer server;
    private OrderClient client;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/orders", exchange -> {
            paths.add(exchange.getRequestURI().getRawPath());
            received.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            Answer answer = script.size() > 1 ? script.poll() : script.peek();
            if (answer.status() == 0) {
                exchange.close();
                return;
            }
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        client = client(Duration.ofSeconds(20));
    }

    private OrderClient client(Duration patience) {
        return client(patience, () -> true);
    }

    private OrderClient client(Duration patience, BooleanSupplier hopeful) {
        String url = "http://localhost:" + server.getAddress().getPort();
        return new OrderClient(new Http(), url, patience, Clock.systemUTC(), hopeful);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void sendsPricesAsTheyWereWritten() {
        answers(201, "{\"state\":\"fulfilled\"}");

        assertThat(client.place(ORDER).kind()).isEqualTo(Kind.FULFILLED);
        assertThat(received)
                .singleElement()
                .asString()
                .contains("\"orderId\":\"4711\"", "\"quantity\":6", "\"unitPrice\":\"2.55\"");
    }

    @Test
    void doesNotRepeatABusinessRefusal() {
        answers(409, "{\"state\":\"refused\",\"reason\":\"out of stock: 85123A\",\"retryable\":false}");

        Outcome outcome = client.place(ORDER);

        assertThat(outcome.kind()).isEqualTo(Kind.COMPENSATED);
        assertThat(outcome.reason()).isEqualTo("out of stock: 85123A");
        assertThat(received).hasSize(1);
    }

    @Test
    void repeatsWhatDecidesNothing() {
        answers(202, "{\"state\":\"running\"}");
        answers(503, "{\"error\":\"no coordinator\"}");
        answers(0, "");
        answers(409, "{\"state\":\"refused\",\"reason\":\"time-out\",\"retryable\":true}");
        answers(201, "{\"state\":\"fulfilled\"}");

        assertThat(client.place(ORDER).kind()).isEqualTo(Kind.FULFILLED);
        assertThat(received).hasSize(5).allMatch(body -> body.equals(received.get(0)));
    }

    @Test
    void tellsARefusalFromACompensation() {
        answers(400, "{\"errors\":[\"line 1: quantity must be 1 or more, was -5\",\"customerId must not be blank\"]}");

        Outcome outcome = client.place(ORDER);

        assertThat(outcome.kind()).isEqualTo(Kind.REFUSED);
        assertThat(outcome.reason())
                .isEqualTo("line 1: quantity must be 1 or more, was -5; customerId must not be blank");
    }

    @Test
    void anotherOrderUnderTheSameNumberIsRefused() {
        answers(409, "{\"reason\":\"order 4711 was placed before with other content\",\"retryable\":false}");

        assertThat(client.place(ORDER).kind()).isEqualTo(Kind.REFUSED);
    }

    @Test
    void givesUpWhenPatienceEnds() {
        answers(202, "{\"state\":\"running\"}");

        assertThat(client(Duration.ZERO).place(ORDER).kind()).isEqualTo(Kind.OPEN);
    }

    @Test
    void givesUpWhenNobodyIsThereToAnswer() {
        answers(0, "");

        Outcome outcome = client(Duration.ofDays(1), () -> received.size() < 2).place(ORDER);

        assertThat(outcome.kind()).isEqualTo(Kind.OPEN);
        assertThat(received).hasSize(2);
    }

    @Test
    void keepsTheLastTechnicalReasonWhenPatienceEnds() {
        answers(409, "{\"state\":\"refused\",\"reason\":\"time-out of charge-payment\",\"retryable\":true}");

        Outcome outcome = client(Duration.ZERO).place(ORDER);

        assertThat(outcome.kind()).isEqualTo(Kind.COMPENSATED);
        assertThat(outcome.reason()).isEqualTo("time-out of charge-payment");
    }

    @Test
    void looksUpWhatBecameOfAnOrder() {
        Outcome open = new Outcome(Kind.OPEN, "no answer", Duration.ofSeconds(9));
        answers(200, "{\"state\":\"cancelled\",\"reason\":\"time-out\"}");

        Outcome outcome = client.lookUp("4711", open);

        assertThat(outcome).isEqualTo(new Outcome(Kind.COMPENSATED, "time-out", Duration.ofSeconds(9)));
    }

    @Test
    void looksUpOrdersOfAnyNumber() {
        Outcome open = new Outcome(Kind.OPEN, "no answer", Duration.ofSeconds(9));
        answers(200, "{\"state\":\"fulfilled\"}");

        for (String orderId : List.of("50% off", "A?1", "1/2", "#7", "\u00fc+*~")) {
            assertThat(client.lookUp(orderId, open).kind()).as(orderId).isEqualTo(Kind.FULFILLED);
        }
        assertThat(paths)
                .containsExactly(
                        "/orders/50%25%20off",
                        "/orders/A%3F1", "/orders/1%2F2", "/orders/%237", "/orders/%C3%BC%2B%2A%7E");
    }

    private void answers(int status, String body) {
        script.add(new Answer(status, body));
    }
}
