package io.bactrian.cli.compare;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/** Participants of any name behind one HTTP server; each call is written down when it arrives and answered 200. */
public final class ScriptedParticipants implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Clock clock;
    private final Duration work;
    private final List<Call> calls = new ArrayList<>();

    /** @param work how long a call takes to be answered */
    public ScriptedParticipants(Clock clock, Duration work) throws IOException {
        this.clock = clock;
        this.work = work;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    /** The {@code Link} header a participant joins with. */
    public String link(String participant) {
        String base = "http://localhost:" + server.getAddress().getPort() + "/" + participant;
        return link(base, "compensate") + "," + link(base, "complete");
    }

    private static String link(String base, String rel) {
        return "<" + base + "/" + rel + ">; rel=\"" + rel + "\"; title=\"" + rel + " URI\"; type=\"text/plain\"";
    }

    private void answer(HttpExchange exchange) throws IOException {
        String[] path = exchange.getRequestURI().getPath().split("/", -1);
        synchronized (this) {
            calls.add(new Call(path[1], path[path.length - 1], clock.instant()));
            notifyAll();
        }
        try (exchange) {
            Thread.sleep(work.toMillis());
            exchange.sendResponseHeaders(200, -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** All calls so far, as they came. */
    public synchronized List<Call> calls() {
        return List.copyOf(calls);
    }

    /** Waits until the calls are as wanted; false when the limit passed first. */
    public synchronized boolean await(Predicate<List<Call>> wanted, Duration limit) throws InterruptedException {
        long end = clock.millis() + limit.toMillis();
        while (!wanted.test(calls)) {
            long left = end - clock.millis();
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
