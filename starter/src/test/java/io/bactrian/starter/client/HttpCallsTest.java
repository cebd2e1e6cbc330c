package io.bactrian.starter.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HttpCallsTest {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CompletableFuture<IOException> cut = new CompletableFuture<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final HttpCalls calls = new HttpCalls(PATIENCE, Clock.systemUTC(), time -> {}, name -> {});
    private HttpServer coordinator;

    @BeforeEach
    void listen() throws IOException {
        coordinator = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        coordinator.setExecutor(threads);
        coordinator.createContext("/whole", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("saga-\u00e9".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        coordinator.createContext("/endless", this::neverEnd);
        coordinator.start();
    }

    private void neverEnd(HttpExchange exchange) {
        try (exchange) {
            exchange.sendResponseHeaders(200, 0);
            while (!closing.await(10, TimeUnit.MILLISECONDS)) {
                exchange.getResponseBody().write('.');
                exchange.getResponseBody().flush();
            }
        } catch (IOException e) {
            cut.complete(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void close() {
        closing.countDown();
        coordinator.stop(0);
        threads.shutdownNow();
    }

    @Test
    void seesAnAnswerThoughTheApplicationKeepsTheCommonPoolBusy() throws Exception {
        try (BusyCommonPool busy = new BusyCommonPool()) {
            Answer answer = call("/whole", PATIENCE);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("saga-\u00e9");
        }
    }

    @Test
    void seesThatNobodyListensThoughTheApplicationKeepsTheCommonPoolBusy() throws Exception {
        try (BusyCommonPool busy = new BusyCommonPool()) {
            URI nobody;
            try (ServerSocket free = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
                nobody = URI.create("http://localhost:" + free.getLocalPort());
            }

            assertThatThrownBy(() -> call(nobody, PATIENCE)).hasMessageContaining("nothing listens at " + nobody);
        }
    }

    @Test
    void doesNotReadOnWhenAnAnswerDoesNotEndInTime() throws Exception {
        try (BusyCommonPool busy = new BusyCommonPool()) {
            assertThatThrownBy(() -> call("/endless", Duration.ofMillis(50)))
                    .isInstanceOf(CoordinatorUnreachableException.class)
                    .hasMessageEndingWith(": the answer did not end within 50 ms");

            assertThat(cut).as("the connection").succeedsWithin(Duration.ofSeconds(30));
        }
    }

    private Answer call(String path, Duration perTry) {
        return call(URI.create("http://localhost:" + coordinator.getAddress().getPort() + path), perTry);
    }

    private Answer call(URI uri, Duration perTry) {
        return calls.call("ask", null, HttpRequest.newBuilder(uri), perTry, Duration.ZERO);
    }
}
