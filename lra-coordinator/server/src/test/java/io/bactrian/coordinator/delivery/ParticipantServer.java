package io.bactrian.coordinator.delivery;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.bactrian.coordinator.saga.CallKind;
import io.bactrian.coordinator.saga.Links;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** Any number of participants behind one real HTTP server, called at {@code /name/kind}. */
public final class ParticipantServer implements AutoCloseable {

    /**
     * A call that arrived.
     *
     * @param order its place among everything that happened at this server
     * @param headers names in lower case
     */
    public record Call(long order, String name, CallKind kind, Map<String, String> headers, String body) {

        public int attempt() {
            return Integer.parseInt(headers.get("bactrian-attempt"));
        }

        public String recoveryUrl() {
            return headers.get("long-running-action-recovery");
        }

        /** {@code name COMPENSATE}. */
        public String what() {
            return name + " " + kind;
        }
    }

    /** An answer; status 0 hangs up without one. */
    public record Reply(int status, String body, String location) {

        public static final Reply HANG_UP = new Reply(0, "", null);

        public static Reply of(int status) {
            return new Reply(status, "", null);
        }

        public static Reply of(int status, String body) {
            return new Reply(status, body, null);
        }
    }

    /** Decides what is answered; may block to be slow. */
    public interface Behaviour {
        Reply answer(Call call) throws InterruptedException;

        /** The reply is about to be sent; {@code order} as of a call. */
        default void replying(Call call, Reply reply, long order) {}
    }

    private final AtomicLong order = new AtomicLong();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final Behaviour behaviour;

    public ParticipantServer(Behaviour behaviour) {
        this.behaviour = behaviour;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 500);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String[] path = exchange.getRequestURI().getPath().split("/");
            Map<String, String> headers = new HashMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Call call = new Call(
                    order.incrementAndGet(),
                    path[1],
                    CallKind.valueOf(path[2].toUpperCase(Locale.ROOT)),
                    headers,
                    body);
            calls.add(call);
            Reply reply = behaviour.answer(call);
            behaviour.replying(call, reply, order.incrementAndGet());
            if (reply.status() != 0) {
                send(exchange, reply);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        if (reply.location() != null) {
            exchange.getResponseHeaders().set("Location", reply.location());
        }
        exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    public String url(String name, CallKind kind) {
        return "http://localhost:" + server.getAddress().getPort() + "/" + name + "/"
                + kind.name().toLowerCase(Locale.ROOT);
    }

    public Links links(String name, CallKind... kinds) {
        Set<CallKind> some = Set.of(kinds);
        return new Links(
                some.contains(CallKind.COMPENSATE) ? url(name, CallKind.COMPENSATE) : null,
                some.contains(CallKind.COMPLETE) ? url(name, CallKind.COMPLETE) : null,
                some.contains(CallKind.STATUS) ? url(name, CallKind.STATUS) : null,
                some.contains(CallKind.FORGET) ? url(name, CallKind.FORGET) : null,
                some.contains(CallKind.AFTER) ? url(name, CallKind.AFTER) : null,
                null);
    }

    /** The same as a {@code Link} header. */
    public String link(String name, CallKind... kinds) {
        StringBuilder link = new StringBuilder();
        for (CallKind kind : kinds) {
            link.append(link.isEmpty() ? "" : ",")
                    .append("<")
                    .append(url(name, kind))
                    .append(">; rel=\"")
                    .append(kind.name().toLowerCase(Locale.ROOT))
                    .append("\"");
        }
        return link.toString();
    }

    /** All calls in the order of their arrival. */
    public List<Call> calls() {
        return List.copyOf(calls);
    }

    public List<Call> calls(String name) {
        return calls.stream().filter(call -> call.name().equals(name)).toList();
    }

    /** All calls as {@code name KIND} in the order of their arrival. */
    public List<String> log() {
        return calls.stream().map(Call::what).toList();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
