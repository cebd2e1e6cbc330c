package io.bactrian.coordinator.lra;

import static org.awaitility.Awaitility.await;

import io.bactrian.coordinator.CoordinatorApplication;
import io.bactrian.coordinator.delivery.ParticipantServer;
import io.bactrian.coordinator.delivery.RunningEngine;
import io.bactrian.coordinator.delivery.TestClock;
import io.bactrian.coordinator.saga.CallKind;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** The whole application on a free port, an in-memory ledger and a clock that the test turns. */
final class Coordinator implements AutoCloseable {

    static final CallKind[] BOTH = {CallKind.COMPENSATE, CallKind.COMPLETE};
    static final Duration LONGEST = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final TestClock clock = new TestClock();
    private final ConfigurableApplicationContext context;

    record Answer(int status, String body, HttpResponse<String> all) {

        /** {@code 200 Closed}. */
        String line() {
            return status + " " + body;
        }

        private boolean isEnding() {
            return body.matches("Closing|Cancelling");
        }

        String header(String name) {
            return all.headers().firstValue(name).orElse(null);
        }

        /** The last part of a URL in the body: a saga's uid, or a participant's id. */
        String id() {
            String path = body.replaceFirst("\\?.*", "");
            return path.substring(path.lastIndexOf('/') + 1);
        }
    }

    Coordinator(String... properties) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--server.shutdown=immediate",
                "--bactrian.poll-interval=0ms",
                "--spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID()));
        for (String property : properties) {
            arguments.add("--" + property);
        }
        context = new SpringApplicationBuilder(CoordinatorApplication.class)
                .initializers(starting -> ((GenericApplicationContext) starting).registerBean(Clock.class, () -> clock))
                .run(arguments.toArray(String[]::new));
    }

    int port() {
        return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    String url() {
        return "http://localhost:" + port() + "/lra-coordinator";
    }

    RunningEngine engine() {
        return context.getBean(RunningEngine.class);
    }

    Instances instances() {
        return new Instances(this);
    }

    /** Turns the clock, looks for due work and waits until it is done. */
    void advance(Duration by) throws InterruptedException {
        clock.advance(by);
        look();
    }

    void look() throws InterruptedException {
        engine().runDueWork();
        if (!engine().awaitQuiet(LONGEST)) {
            throw new IllegalStateException("calls are still under way");
        }
    }

    TestClock clock() {
        return clock;
    }

    Answer send(String method, String path, String body, String... headers) {
        return sendLater(method, path, body, headers).join();
    }

    CompletableFuture<Answer> sendLater(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + path))
                .timeout(LONGEST)
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
                .thenApply(answer -> new Answer(answer.statusCode(), answer.body(), answer));
    }

    Answer get(String path, String... headers) {
        return send("GET", path, "", headers);
    }

    Answer put(String path, String... headers) {
        return send("PUT", path, "", headers);
    }

    /** Closes or cancels, and asks again as long as the answer comes before the end, as it may under load. */
    Answer end(String uid, String how, String... headers) {
        Answer first = put("/" + uid + "/" + how, headers);
        return first.isEnding()
                ? await().atMost(LONGEST).until(() -> put("/" + uid + "/" + how), answer -> !answer.isEnding())
                : first;
    }

    Answer post(String path, String... headers) {
        return send("POST", path, "", headers);
    }

    /** A new saga's uid. */
    String start(String query, String... headers) {
        Answer answer = post("/start" + query, headers);
        if (answer.status() != 201) {
            throw new IllegalStateException(answer.line());
        }
        return answer.id();
    }

    /** The participant's id. */
    String join(String uid, ParticipantServer server, String name, CallKind... kinds) {
        Answer answer = put("/" + uid, "Link", server.link(name, kinds.length == 0 ? BOTH : kinds));
        if (answer.status() != 200) {
            throw new IllegalStateException(answer.line());
        }
        return answer.id();
    }

    String status(String uid) {
        return get("/" + uid + "/status").body();
    }

    @Override
    public void close() {
        context.getBean(RunningEngine.class).abandon();
        context.close();
    }

    /** Application instances, as their starters announce them. */
    record Instances(Coordinator coordinator) {

        Answer announce(String name, String incarnation) {
            return coordinator.put("/instances/" + name, "Bactrian-Incarnation", incarnation);
        }

        Answer leave(String name, String incarnation) {
            return coordinator.send("DELETE", "/instances/" + name, "", "Bactrian-Incarnation", incarnation);
        }
    }
}
