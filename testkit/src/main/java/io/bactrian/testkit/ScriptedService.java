package io.bactrian.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.bactrian.coordinator.saga.CallKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One server. It does what the rules of its {@link ScriptedServices} say. */
final class ScriptedService {

    private static final Reply OK = Reply.of(200);

    private final String name;
    private final ScriptedServices all;
    private final ExecutorService threads;
    private final JoinedSteps steps;
    private final int port;
    private @Nullable HttpServer server;

    ScriptedService(String name, ScriptedServices all, ExecutorService threads) {
        this.name = name;
        this.all = all;
        this.threads = threads;
        HttpServer first = serverOn(0);
        this.server = first;
        this.port = first.getAddress().getPort();
        this.steps = new JoinedSteps(url());
        first.start();
    }

    private HttpServer serverOn(int wanted) {
        try {
            HttpServer created = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), 0);
            created.setExecutor(threads);
            created.createContext("/", this::handle);
            return created;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "scripted service " + name + " cannot listen on "
                            + (wanted == 0 ? "a free port" : "port " + wanted + " again"),
                    e);
        }
    }

    String url() {
        return "http://localhost:" + port;
    }

    synchronized void listen() {
        if (server == null) {
            HttpServer again = serverOn(port);
            server = again;
            again.start();
        }
    }

    synchronized void die() {
        HttpServer living = server;
        if (living != null) {
            server = null;
            living.stop(0);
            all.holds().hangUp(name);
        }
    }

    void forgetSteps() {
        steps.clear();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Reply reply = replyTo(exchange);
            if (reply != null) {
                write(exchange, reply);
            }
        }
    }

    /** Null cuts the connection. */
    private @Nullable Reply replyTo(HttpExchange exchange) throws IOException {
        try {
            Request request = read(exchange);
            JoinedSteps.Callback callback = steps.calledBack(request);
            return callback != null
                    ? answer(request, callback)
                    : JoinedSteps.isCallback(request) ? Reply.of(404) : act(request);
        } catch (RuntimeException | Error e) {
            all.failed(name, e); // before the connection is cut, so that whoever sees that can know why
            return null;
        }
    }

    private Request read(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((header, values) -> headers.put(header.toLowerCase(Locale.ROOT), values.get(0)));
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        URI uri = exchange.getRequestURI();
        return new Request(name, exchange.getRequestMethod(), uri.getRawPath(), uri.getRawQuery(), headers, body);
    }

    /** A call to the service; null cuts the connection. */
    private @Nullable Reply act(Request request) {
        all.received(request);
        List<ScriptedCall> matching = all.matching(pattern -> pattern.matches(request));
        matching.forEach(ScriptedCall::wasAsked);
        Act act = next(matching);
        String line = name + ": " + request.line();
        if (act != null && act.reply() == null) {
            return cut(line, act);
        }
        ScriptedCall joining =
                matching.stream().filter(ScriptedCall::joins).findFirst().orElse(null);
        if (joining != null) {
            String refusal = steps.join(request, joining, all);
            if (refusal != null) {
                all.note(line + " -> 412, because " + refusal);
                return Reply.of(412, refusal);
            }
        }
        if (!mayAnswer(act, line, false)) {
            all.note(line + " was hung up on while it waited");
            return null;
        }
        Reply reply = reply(act, request);
        if (reply.isSuccess()) {
            remember(request, matching);
        }
        return sent(line, act, reply);
    }

    private void remember(Request request, List<ScriptedCall> matching) {
        ScriptedCall doing =
                matching.stream().filter(ScriptedCall::hasEffects).findFirst().orElse(null);
        if (doing != null) {
            all.journal()
                    .note(
                            Effect.Kind.DONE,
                            doing.step(),
                            doing.pattern().key(request),
                            doing.joins() ? request.saga() : null,
                            request.saga(),
                            request.repeatedAs());
        }
        boolean known = doing != null;
        for (ScriptedCall call : all.rules()) {
            CallPattern undo = call.undoneBy();
            if (undo != null && undo.matches(request)) {
                known = true;
                all.journal()
                        .note(
                                Effect.Kind.UNDONE,
                                call.step(),
                                undo.key(request),
                                null,
                                request.saga(),
                                request.repeatedAs());
            }
        }
        if (!known && request.changesSomething()) {
            all.doneWithoutEffects(
                    matching.isEmpty()
                            ? request.method() + " " + name
                            : matching.get(0).pattern().text());
        }
    }

    /** A callback of the coordinator; null cuts the connection. */
    private @Nullable Reply answer(Request request, JoinedSteps.Callback callback) {
        CallKind kind = callback.kind();
        all.calledBack(kind, callback.joined().step(), request);
        List<ScriptedCall> matching =
                all.matching(pattern -> pattern.matches(kind, callback.joined().step()));
        matching.forEach(ScriptedCall::wasAsked);
        Act act = next(matching);
        String line = name + ": " + kind + " " + callback.joined().step();
        if (act != null && act.reply() == null) {
            return cut(line, act);
        }
        if (!mayAnswer(act, line, true)) {
            all.note(line + " was hung up on while it waited");
            return null;
        }
        Reply reply = act == null ? steps.ofItself(callback) : reply(act, request);
        steps.settle(callback, reply, all.journal());
        return sent(line, act, reply);
    }

    private static @Nullable Act next(List<ScriptedCall> matching) {
        return matching.stream()
                .map(ScriptedCall::next)
                .filter(act -> act != null)
                .findFirst()
                .orElse(null);
    }

    private @Nullable Reply cut(String line, Act act) {
        all.note(line + (act.dies() ? " -> the service died" : " -> hung up"));
        if (act.dies()) {
            die();
        }
        return null;
    }

    private boolean mayAnswer(@Nullable Act act, String line, boolean ofCoordinator) {
        if (act == null || act.hold() == null && !act.held()) {
            return true;
        }
        ManualClock clock = all.clock();
        Instant until =
                act.hold() == null || clock == null ? null : clock.instant().plus(act.hold());
        return all.holds().keep(line + (until == null ? "" : " until " + until), ofCoordinator, until);
    }

    private static Reply reply(@Nullable Act act, Request request) {
        Function<Request, Reply> reply = act == null ? null : act.reply();
        return reply == null ? OK : reply.apply(request);
    }

    private @Nullable Reply sent(String line, @Nullable Act act, Reply reply) {
        boolean lost = act != null && act.lost();
        all.note(line + " -> " + reply.status() + (reply.body().isEmpty() ? "" : " " + reply.body())
                + (lost ? ", and the answer was lost" : ""));
        return lost ? null : reply;
    }

    private static void write(HttpExchange exchange, Reply reply) throws IOException {
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        // none is kept in a client's pool: a service that died and came back would break the next call, or the next
        // test
        exchange.getResponseHeaders().set("Connection", "close");
        exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }
}
