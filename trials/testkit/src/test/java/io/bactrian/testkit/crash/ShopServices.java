package io.bactrian.testkit.crash;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.bactrian.testkit.crash.Deed.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stock and payment: each joins the saga, acts once, and undoes once, however often it is asked. */
final class ShopServices implements CrashServices {

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, HttpServer> servers = new LinkedHashMap<>();
    private final List<Deed> journal = new ArrayList<>();
    private final Set<String> done = new HashSet<>();
    private final Set<String> undone = new HashSet<>();
    private final SeededFault fault;

    ShopServices(SeededFault fault) {
        this.fault = fault;
        for (String name : List.of("stock", "payment")) {
            try {
                HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
                server.setExecutor(threads);
                server.createContext("/", exchange -> answer(name, exchange));
                server.start();
                servers.put(name, server);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void answer(String service, HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            String saga = exchange.getRequestHeaders().getFirst("Long-Running-Action");
            boolean well = true;
            if (path.startsWith("/act/")) {
                well = act(service, saga);
            } else if (path.startsWith("/undo/")) {
                undo(service, saga, exchange.getRequestHeaders().getFirst("Long-Running-Action-Recovery"));
            } else {
                note(new Deed(Kind.COMPLETED, service, "", saga, true, null));
            }
            exchange.sendResponseHeaders(well ? 200 : 500, -1);
        }
    }

    private boolean act(String service, String saga) throws IOException {
        if (fault == SeededFault.JOINS_AFTER_ACTING) {
            effect(service, saga);
            return join(service, saga);
        }
        return join(service, saga) && effect(service, saga);
    }

    private boolean join(String service, String saga) throws IOException {
        String links = "<%1$s/undo/%2$s>; rel=\"compensate\",<%1$s/done/%2$s>; rel=\"complete\""
                .formatted(urls().get(service), saga.substring(saga.lastIndexOf('/') + 1));
        HttpRequest join = HttpRequest.newBuilder(URI.create(saga))
                .header("Link", links)
                .header("Bactrian-Step", service)
                .PUT(BodyPublishers.noBody())
                .build();
        try {
            return http.send(join, BodyHandlers.ofString()).statusCode() == 200;
        } catch (IOException e) {
            return false; // the coordinator is down: without it there is no step
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private synchronized boolean effect(String service, String saga) {
        if (undone.contains(service + saga)) {
            return false;
        }
        note(new Deed(Kind.DONE, service, "", saga, done.add(service + saga), null));
        return true;
    }

    private synchronized void undo(String service, String saga, String call) {
        boolean first = undone.add(service + saga) || fault == SeededFault.UNDOES_AGAIN_WHEN_ASKED_AGAIN;
        if (fault != SeededFault.FORGETS_ITS_UNDO) {
            note(new Deed(Kind.UNDONE, service, "", saga, first && done.contains(service + saga), call));
        }
    }

    private synchronized void note(Deed deed) {
        journal.add(deed);
    }

    @Override
    public Map<String, String> urls() {
        Map<String, String> urls = new LinkedHashMap<>();
        servers.forEach((name, server) ->
                urls.put(name, "http://localhost:" + server.getAddress().getPort()));
        return urls;
    }

    @Override
    public synchronized List<Deed> journal() {
        return List.copyOf(journal);
    }

    @Override
    public synchronized void reset() {
        journal.clear();
    }

    @Override
    public void close() {
        servers.values().forEach(server -> server.stop(0));
        threads.shutdownNow();
    }
}
