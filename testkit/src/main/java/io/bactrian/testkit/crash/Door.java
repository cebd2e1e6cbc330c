package io.bactrian.testkit.crash;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.bactrian.testkit.crash.CrashPoint.Phase;
import io.bactrian.testkit.crash.Wire.Exchanged;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The relay before one part, for one caller or for everybody, on a port that stays while parts die and come back. It sees
 * what is asked and answered, and is where a request is lost before it arrives or an answer on its way back.
 */
final class Door implements AutoCloseable {

    private static final Set<String> OF_THE_CONNECTION = Set.of(
            "connection",
            "content-length",
            "date",
            "expect",
            "host",
            "http2-settings",
            "keep-alive",
            "transfer-encoding",
            "upgrade");

    private final @Nullable String from;
    private final String to;
    private final @Nullable Mortality caller;
    private final Supplier<@Nullable Target> target;
    private final Wire wire;
    private final HttpClient http;
    private final Executor threads;
    private final HttpServer server;

    /** Where a part listens in this life; null life for a part that does not die. */
    record Target(String url, @Nullable Mortality life) {}

    /**
     * @param from the part that calls through this door; null when anybody may
     * @param caller the life that calls through this door; null when a part's successors use it too
     * @param target gives null while the part is down
     */
    Door(
            @Nullable String from,
            String to,
            @Nullable Mortality caller,
            Supplier<@Nullable Target> target,
            Wire wire,
            HttpClient http,
            Executor threads) {
        this.from = from;
        this.to = to;
        this.caller = caller;
        this.target = target;
        this.wire = wire;
        this.http = http;
        this.threads = threads;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on the loopback address", e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** Whoever hangs up does so by closing the exchange without an answer. */
    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            URI asked = exchange.getRequestURI();
            Map<String, List<String>> headers = copy(exchange.getRequestHeaders());
            String path = asked.getRawPath() + (asked.getRawQuery() == null ? "" : "?" + asked.getRawQuery());
            Exchanged seen = wire.arrives(from, to, url(), exchange.getRequestMethod(), path, headers);
            if (isDead(caller) || wire.passes(seen, Phase.BEFORE)) {
                wire.note(seen, "lost before it arrived");
                return;
            }
            Target now = target.get();
            HttpResponse<byte[]> answer = now == null ? null : ask(now, seen, exchange.getRequestMethod(), body);
            if (answer == null) {
                wire.note(seen, "nobody there");
                return;
            }
            wire.answered(
                    seen,
                    answer.statusCode(),
                    copy(answer.headers().map()),
                    new String(answer.body(), StandardCharsets.UTF_8));
            if (wire.passes(seen, Phase.AFTER) || isDead(caller) || isDead(now.life())) {
                wire.note(seen, answer.statusCode() + ", and the answer was lost");
                return;
            }
            wire.note(seen, Integer.toString(answer.statusCode()));
            send(exchange, answer);
        }
    }

    private @Nullable HttpResponse<byte[]> ask(Target now, Exchanged seen, String method, byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(now.url() + seen.path()))
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        seen.headers().forEach((name, values) -> values.forEach(value -> request.header(name, value)));
        CompletableFuture<@Nullable HttpResponse<byte[]>> heard =
                CompletableFuture.<@Nullable HttpResponse<byte[]>>supplyAsync(() -> answer(request.build()), threads)
                        .exceptionally(fault -> null);
        if (now.life() != null) {
            now.life().death().thenRun(() -> heard.complete(null));
        }
        return heard.join();
    }

    /** In a thread of the test's own: {@code sendAsync} would hand the answer over in the JVM's common pool. */
    private @Nullable HttpResponse<byte[]> answer(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofByteArray());
        } catch (IOException | InterruptedException e) {
            return null;
        }
    }

    private static boolean isDead(@Nullable Mortality life) {
        return life != null && life.isDead();
    }

    private static Map<String, List<String>> copy(Map<String, List<String>> headers) {
        Map<String, List<String>> kept = new TreeMap<>();
        headers.forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!OF_THE_CONNECTION.contains(lower)) {
                kept.put(lower, List.copyOf(values));
            }
        });
        return kept;
    }

    private static void send(HttpExchange exchange, HttpResponse<byte[]> answer) throws IOException {
        copy(answer.headers().map())
                .forEach((name, values) -> exchange.getResponseHeaders().put(name, values));
        byte[] body = answer.body();
        exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
