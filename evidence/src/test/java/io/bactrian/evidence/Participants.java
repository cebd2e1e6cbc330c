package io.bactrian.evidence;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Participants of any name behind one HTTP server. Each call is written down when it comes, then answered by a script. */
final class Participants implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Script script;
    private final List<Call> calls = new ArrayList<>();

    /** A coordinator's call. */
    record Call(String participant, String what, long nanos) {}

    /** What is answered; an empty body where only the status matters. */
    record Answer(int status, String body) {

        static Answer of(int status) {
            return new Answer(status, "");
        }
    }

    interface Script {
        /** @param nth which call of this kind to this participant it is, from 1 */
        Answer answer(Call call, int nth) throws InterruptedException;
    }

    Participants(Script script) {
        this.script = script;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /** All is well, always. */
    static Participants willing() {
        return new Participants((call, nth) -> Answer.of(200));
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** The {@code Link} header a participant joins with. */
    String link(String participant) {
        return link(participant, "compensate") + "," + link(participant, "complete");
    }

    private String link(String participant, String rel) {
        return "<" + url() + "/" + participant + "/" + rel + ">; rel=\"" + rel + "\"; title=\"" + rel
                + " URI\"; type=\"text/plain\"";
    }

    private void handle(HttpExchange exchange) throws IOException {
        String[] path = exchange.getRequestURI().getPath().split("/", -1);
        Call call = new Call(path[1], path[path.length - 1], System.nanoTime());
        int nth;
        synchronized (calls) {
            calls.add(call);
            nth = (int) calls.stream()
                    .filter(other -> other.participant().equals(call.participant())
                            && other.what().equals(call.what()))
                    .count();
        }
        try (exchange) {
            Answer answer = script.answer(call, nth);
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain");
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Everything that was called so far, as it came. */
    List<Call> calls() {
        synchronized (calls) {
            return List.copyOf(calls);
        }
    }

    List<Call> compensations(String participant) {
        return calls().stream()
                .filter(call ->
                        call.what().equals("compensate") && call.participant().equals(participant))
                .toList();
    }

    /** The participants in the sequence in which each was first asked to compensate. */
    List<String> compensated() {
        return calls().stream()
                .filter(call -> call.what().equals("compensate"))
                .map(Call::participant)
                .distinct()
                .toList();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
