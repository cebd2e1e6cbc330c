package io.bactrian.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.apache.hc.client5.http.classic.methods.HttpPut;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Shows that a coordinator which does not do its work gets no figure. */
class LoadTest {

    private static final Scenario CANCEL = new Scenario(End.CANCEL, 3, 2);

    private final Map<String, List<String>> joined = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();
    private final CloseableHttpClient http = Http.client(16);
    private final Participants participants = new Participants();
    private final Tally tally = new Tally();
    private Undertow coordinator;

    @AfterEach
    void stop() throws Exception {
        coordinator.stop();
        participants.close();
        http.close();
    }

    @Test
    void countsSagasThatAreCompensatedInReverse() throws Exception {
        double rate = load(calls -> List.of(calls.get(2), calls.get(1), calls.get(0)));

        assertThat(rate).isPositive();
        assertThat(tally.sagas()).isPositive();
        assertThat(tally.wrong()).isZero();
        assertThat(tally.percentile(0.5)).isPositive().isLessThanOrEqualTo(tally.percentile(0.99));
    }

    @Test
    void refusesTheOrderOfJoining() throws Exception {
        load(calls -> calls);

        assertThat(tally.sagas()).isZero();
        assertThat(tally.wrong()).isPositive();
        assertThat(tally.reasons().get(0)).endsWith("was not compensated in reverse order of joining");
    }

    @Test
    void refusesADouble() throws Exception {
        load(calls -> List.of(calls.get(2), calls.get(1), calls.get(1), calls.get(0)));

        assertThat(tally.wrong()).isPositive();
        assertThat(tally.reasons()).contains("participant 1 was called twice to compensate");
    }

    @Test
    void refusesAnErrorAsAnAnswer() throws Exception {
        coordinator = Undertow.builder()
                .addHttpListener(0, "localhost")
                .setHandler(exchange -> exchange.setStatusCode(503))
                .build();
        coordinator.start();

        assertThat(new Load(http, participants).run(url(), CANCEL, 0.2, tally)).isZero();
        assertThat(tally.reasons().get(0)).matches("POST /lra-coordinator/start\\?.* was answered 503 ");
    }

    private double load(UnaryOperator<List<String>> order) throws InterruptedException {
        coordinator = Undertow.builder()
                .addHttpListener(0, "localhost")
                .setHandler(exchange -> exchange.dispatch(dispatched -> {
                    dispatched.startBlocking();
                    answer(dispatched, order);
                }))
                .build();
        coordinator.start();
        return new Load(http, participants).run(url(), CANCEL, 0.5, tally);
    }

    private void answer(HttpServerExchange exchange, UnaryOperator<List<String>> order) throws Exception {
        String[] path = exchange.getRequestPath().split("/", -1);
        String link = exchange.getRequestHeaders().getFirst("Link");
        if (path[2].equals("start")) {
            String saga = url() + "/" + next.incrementAndGet();
            joined.put(saga, new CopyOnWriteArrayList<>());
            exchange.setStatusCode(201).getResponseHeaders().put(Headers.LOCATION, saga);
        } else if (link != null) {
            joined.get(url() + "/" + path[2]).add(link.substring(1, link.indexOf('>')));
        } else {
            for (String call : order.apply(joined.get(url() + "/" + path[2]))) {
                http.execute(new HttpPut(call), answered -> {
                    EntityUtils.consume(answered.getEntity());
                    return null;
                });
            }
            exchange.getResponseSender().send("Cancelled");
        }
        exchange.endExchange();
    }

    private String url() {
        InetSocketAddress address =
                (InetSocketAddress) coordinator.getListenerInfo().get(0).getAddress();
        return "http://localhost:" + address.getPort() + "/lra-coordinator";
    }
}
