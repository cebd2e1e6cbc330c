package io.bactrian.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.bactrian.coordinator.saga.CallKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A saga participant that is a real HTTP server on a free port of the loopback address. It answers 200 unless its
 * script says otherwise, and keeps what it was called for, in order.
 *
 * <pre>{@code
 * ScriptedParticipant payment = ScriptedParticipant.start("payment");
 * payment.on(CallKind.COMPENSATE).answer(500).hangUp(); // and 200 from then on
 * payment.join(lraId);
 * ...
 * assertThat(ScriptedParticipant.inOrder(stock, payment))
 *         .extracting(Call::toString)
 *         .containsExactly("payment COMPENSATE", "stock COMPENSATE");
 * }</pre>
 */
public final class ScriptedParticipant implements AutoCloseable {

    private static final Duration JOIN_TIMEOUT = Duration.ofSeconds(10);

    private final String name;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<CallKind, Script> scripts = new EnumMap<>(CallKind.class);
    private final List<Call> calls = new CopyOnWriteArrayList<>();

    private ScriptedParticipant(String name) {
        this.name = name;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on the loopback address", e);
        }
        for (CallKind kind : CallKind.values()) {
            scripts.put(kind, new Script());
            server.createContext("/" + rel(kind), exchange -> handle(kind, exchange));
        }
        server.setExecutor(threads);
        server.start();
    }

    /** Starts one; {@code name} is for people and stands in {@link Call#participant()}. */
    public static ScriptedParticipant start(String name) {
        return new ScriptedParticipant(name);
    }

    /** The script for one kind of call. */
    public Script on(CallKind kind) {
        Script script = scripts.get(kind);
        if (script == null) {
            throw new IllegalArgumentException("no script for " + kind);
        }
        return script;
    }

    /** {@code http://localhost:port/compensate} and so on. */
    public String url(CallKind kind) {
        return "http://localhost:" + server.getAddress().getPort() + "/" + rel(kind);
    }

    /** The {@code Link} header to join with: compensate, complete and after. */
    public String link() {
        return link(CallKind.COMPENSATE, CallKind.COMPLETE, CallKind.AFTER);
    }

    /** The {@code Link} header to join with, for some kinds of calls. */
    public String link(CallKind first, CallKind... more) {
        Set<CallKind> kinds = EnumSet.of(first, more);
        return kinds.stream()
                .map(kind -> "<" + url(kind) + ">; rel=\"" + rel(kind) + "\"")
                .collect(Collectors.joining(","));
    }

    /**
     * Joins a saga with {@link #link()}.
     *
     * @param headers more headers, name and value in turn, like {@code "Bactrian-Step", "charge-payment"}
     * @return its recovery URL
     * @throws IllegalStateException when the coordinator refuses, with what it says
     */
    public String join(String lraId, String... headers) {
        return joinWith(link(), lraId, headers);
    }

    /** Joins a saga with a {@code Link} header of its own; otherwise as {@link #join}. */
    public String joinWith(String link, String lraId, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(lraId.replaceFirst("\\?.*$", "")))
                .header("Link", link)
                .timeout(JOIN_TIMEOUT)
                .PUT(HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> answer =
                    HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(
                        name + " cannot join " + lraId + ": " + answer.statusCode() + " " + answer.body());
            }
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot join " + lraId, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(name + " was interrupted while it joined " + lraId, e);
        }
    }

    /** All calls so far, in the order of their arrival. */
    public List<Call> calls() {
        return List.copyOf(calls);
    }

    /** The calls of one kind so far, in the order of their arrival. */
    public List<Call> calls(CallKind kind) {
        return calls.stream().filter(call -> call.kind() == kind).toList();
    }

    /** The calls that several participants received, in the order of their arrival. */
    public static List<Call> inOrder(ScriptedParticipant... participants) {
        return Stream.of(participants)
                .flatMap(participant -> participant.calls.stream())
                .sorted(Comparator.comparingLong(Call::receivedAt))
                .toList();
    }

    private void handle(CallKind kind, HttpExchange exchange) throws IOException {
        long receivedAt = System.nanoTime();
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Map<String, List<String>> headers = exchange.getRequestHeaders().entrySet().stream()
                    .collect(Collectors.toMap(
                            header -> header.getKey().toLowerCase(Locale.ROOT),
                            header -> List.copyOf(header.getValue())));
            calls.add(new Call(name, kind, receivedAt, headers, body));
            Script.Act act = on(kind).next();
            if (act.status() != 0 && mayAnswer(act.before())) {
                answer(exchange, act);
            }
        }
    }

    /** Waits for the latch of a slow answer; false when the participant is closed meanwhile. */
    private boolean mayAnswer(@Nullable CountDownLatch before) {
        if (before == null) {
            return true;
        }
        try {
            while (!before.await(20, TimeUnit.MILLISECONDS)) {
                if (closing.getCount() == 0) {
                    return false;
                }
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void answer(HttpExchange exchange, Script.Act act) throws IOException {
        byte[] body = act.body().getBytes(StandardCharsets.UTF_8);
        if (act.location() != null) {
            exchange.getResponseHeaders().set("Location", act.location());
        }
        exchange.sendResponseHeaders(act.status(), body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    private static String rel(CallKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** Stops answering; whoever waits for a latch hangs up. */
    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
