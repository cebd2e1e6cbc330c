package io.bactrian.routes.scripted;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A service over real HTTP that does what a test tells it. A request takes the first scripted answer whose
 * {@code "METHOD /path"} begins its own, else the standing behaviour.
 */
public final class ScriptedService implements AutoCloseable {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final HttpServer server;
    private final Function<Request, Reply> usual;
    private volatile Function<Request, Reply> standing;
    private final Map<String, Deque<Reply>> script = new ConcurrentHashMap<>();
    private final List<Request> received = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch silence = new CountDownLatch(1);

    public ScriptedService(Function<Request, Reply> standing) {
        this.usual = standing;
        this.standing = standing;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "scripted-service");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", this::answer);
        server.start();
    }

    public String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** Replaces the standing behaviour, until the next reset. */
    public void behave(Function<Request, Reply> behaviour) {
        standing = behaviour;
    }

    /** The next requests that begin like this get these answers, one each. */
    public void next(String methodAndPath, Reply... replies) {
        script.computeIfAbsent(methodAndPath, key -> new ArrayDeque<>()).addAll(List.of(replies));
    }

    /** The next requests whose path ends like this get these answers, one each. */
    public void nextEnding(String pathEnd, Reply... replies) {
        next("*" + pathEnd, replies);
    }

    public List<Request> received() {
        return received;
    }

    public List<String> receivedLines() {
        return received.stream().map(Request::line).toList();
    }

    /** Hangs up on whoever waits for an answer. */
    public void release() {
        CountDownLatch waiting = silence;
        silence = new CountDownLatch(1);
        waiting.countDown();
    }

    /** Forgets script and requests, behaves as at first, and hangs up on whoever waits for an answer. */
    public void reset() {
        release();
        standing = usual;
        script.clear();
        received.clear();
    }

    /**
     * Joins the saga of this request with callbacks to this service: {@code PUT /compensate/NAME} and
     * {@code PUT /complete/NAME}.
     */
    public boolean join(Request request, String name) {
        String link = "<%1$s/compensate/%2$s>; rel=\"compensate\",<%1$s/complete/%2$s>; rel=\"complete\""
                .formatted(url(), name);
        HttpRequest join = HttpRequest.newBuilder(URI.create(request.saga()))
                .header("Link", link)
                .header("Bactrian-Step", name)
                .header("Content-Type", "text/plain")
                .PUT(BodyPublishers.ofString(link))
                .build();
        try {
            HttpResponse<String> answer = HTTP.send(join, BodyHandlers.ofString());
            return answer.statusCode() == 200;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        URI uri = exchange.getRequestURI();
        Request request = new Request(exchange.getRequestMethod(), uri.getRawPath(), uri.getRawQuery(), headers, body);
        CountDownLatch quiet = silence;
        received.add(request);
        Reply reply = scripted(request);
        if (reply == null) {
            reply = standing.apply(request);
        }
        if (reply instanceof Reply.Body answer) {
            byte[] bytes = answer.text().getBytes(StandardCharsets.UTF_8);
            answer.headers().forEach(exchange.getResponseHeaders()::add);
            exchange.getResponseHeaders().add("X-Service-Internal", "not for the caller");
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            if (bytes.length > 0) {
                exchange.getResponseBody().write(bytes);
            }
        } else if (reply instanceof Reply.Silence) {
            await(quiet);
        }
        exchange.close();
    }

    private Reply scripted(Request request) {
        for (Map.Entry<String, Deque<Reply>> entry : script.entrySet()) {
            if (isMeant(entry.getKey(), request.line())) {
                synchronized (entry.getValue()) {
                    Reply next = entry.getValue().poll();
                    if (next != null) {
                        return next;
                    }
                }
            }
        }
        return null;
    }

    private static boolean isMeant(String pattern, String line) {
        return pattern.startsWith("*") ? line.endsWith(pattern.substring(1)) : line.startsWith(pattern);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(120, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        reset();
        server.stop(0);
    }
}
