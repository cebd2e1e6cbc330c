package io.bactrian.coordinator.running;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A service that takes part in sagas; each step answers 200 until it is told otherwise. */
public final class Participants implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();

    private record Answer(int status, String body) {}

    public Participants() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    /** From now on every call of the step of this link is answered so. */
    public void answer(String link, int status, String body) {
        answers.put(link.replaceFirst("(?s)^<[^>]*/([^/>]+)>.*", "$1"), new Answer(status, body));
    }

    /** The link of a step that nobody else has. */
    public String link() {
        String base = "http://localhost:" + server.getAddress().getPort();
        String token = UUID.randomUUID().toString();
        return "<" + base + "/compensate/" + token + ">; rel=\"compensate\",<" + base + "/complete/" + token
                + ">; rel=\"complete\"";
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            Answer answer = answers.getOrDefault(path.substring(path.lastIndexOf('/') + 1), new Answer(200, ""));
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
