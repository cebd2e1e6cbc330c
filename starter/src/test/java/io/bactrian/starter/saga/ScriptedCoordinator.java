package io.bactrian.starter.saga;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A coordinator that answers what a test tells it, over real HTTP; without orders it is a friendly one. */
public final class ScriptedCoordinator implements AutoCloseable {

    private final int port;
    private volatile HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Map<String, Queue<Reply>> orders = new ConcurrentHashMap<>();
    private final Map<String, String> participants = new ConcurrentHashMap<>();
    private final Map<String, String> sagasByKey = new ConcurrentHashMap<>();
    private final AtomicInteger number = new AtomicInteger();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile boolean stock;
    private volatile boolean nameless;
    private volatile String calledItself = "";
    private volatile String participantStatus = "";
    private volatile Map<String, String> saying = Map.of();

    /** What came in. */
    public record Request(String method, String path, String query, Headers headers, String body) {
        public String header(String name) {
            return headers.getFirst(name);
        }
    }

    private enum Way {
        ANSWER,
        /** What stands in front of it answers, and the request does not come to it. */
        ANSWER_IN_FRONT,
        /** Carries the request out and never answers. */
        HANG,
        /** Carries the request out and cuts the connection. */
        HANG_UP,
        NORMAL
    }

    private record Reply(Way way, int status, String body) {}

    public ScriptedCoordinator() {
        port = TestApplication.freePort();
        server = listen(port);
    }

    private HttpServer listen(int where) {
        try {
            HttpServer listening = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), where), 0);
            listening.setExecutor(threads);
            listening.createContext("/", this::handle);
            listening.start();
            return listening;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Refuses connections from now on. */
    public void goAway() {
        server.stop(0);
    }

    /** Listens again, where it did before. */
    public void comeBack() {
        server = listen(port);
    }

    /** From now on it does its part again, whatever it was told. */
    public void recover() {
        orders.clear();
    }

    /** From now on every participant has this status, with its links. */
    public void participantsAre(String status) {
        participantStatus = status;
    }

    public String url() {
        return "http://localhost:" + port;
    }

    /** From now on it does not say that it is ours, and knows none of our additions. */
    public void becomeStock() {
        stock = true;
    }

    /** From now on it is a stock one that is not Narayana: nothing in its answers says what it is. */
    public void becomeNameless() {
        stock = true;
        nameless = true;
    }

    public void becomeOurs() {
        stock = false;
        nameless = false;
    }

    public void callItself(String url) {
        calledItself = url;
    }

    /** From now on all its answers have these headers, too. */
    public void say(Map<String, String> headers) {
        saying = headers;
    }

    /** The next requests whose last path segment this is are answered so, one order per request. */
    public void answer(String segment, int status, String body) {
        order(segment, new Reply(Way.ANSWER, status, body));
    }

    /** The same, by a proxy in front of it: the answer does not say that it is ours. */
    public void answerInFront(String segment, int status, String body) {
        order(segment, new Reply(Way.ANSWER_IN_FRONT, status, body));
    }

    public void hang(String segment) {
        order(segment, new Reply(Way.HANG, 0, ""));
    }

    public void hangUp(String segment) {
        order(segment, new Reply(Way.HANG_UP, 0, ""));
    }

    private void order(String segment, Reply reply) {
        orders.computeIfAbsent(segment, any -> new ConcurrentLinkedQueue<>()).add(reply);
    }

    public List<Request> requests(String method, String pathEnd) {
        return requests.stream()
                .filter(request ->
                        request.method().equals(method) && request.path().matches(".*" + pathEnd))
                .toList();
    }

    public List<Request> requests() {
        return List.copyOf(requests);
    }

    public void forget() {
        requests.clear();
        orders.clear();
        stock = false;
        nameless = false;
        calledItself = "";
        participantStatus = "";
        saying = Map.of();
    }

    /** The links of a participant as its last join gave them. */
    public String linksOf(String recoveryUrl) {
        return participants.get(recoveryUrl.substring(recoveryUrl.lastIndexOf("/recovery/")));
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Request request = new Request(
                exchange.getRequestMethod(),
                path,
                String.valueOf(exchange.getRequestURI().getRawQuery()),
                exchange.getRequestHeaders(),
                body);
        requests.add(request);
        String segment = segment(request);
        Queue<Reply> queue = orders.get(segment);
        Reply reply = queue == null ? null : queue.poll();
        if (reply != null && reply.way() == Way.ANSWER_IN_FRONT) {
            send(exchange, reply.status(), reply.body());
            return;
        }
        if (stock && !nameless && reply == null) {
            // what it was told to answer may stand for somebody in front of it
            exchange.getResponseHeaders().set("Narayana-LRA-API-version", "1.2");
        }
        if (!stock) {
            exchange.getResponseHeaders().set("Bactrian-Coordinator", "scripted");
            saying.forEach(exchange.getResponseHeaders()::set);
        }
        if (reply != null && reply.way() == Way.ANSWER) {
            send(exchange, reply.status(), reply.body());
            return;
        }
        Reply normal = carryOut(request, segment, exchange.getResponseHeaders());
        if (reply == null || reply.way() == Way.NORMAL) {
            send(exchange, normal.status(), normal.body());
            return;
        }
        if (reply.way() == Way.HANG) {
            try {
                closing.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        exchange.close();
    }

    /** start, join, close, cancel, report, instances, endpoints, links, or the last segment. */
    private static String segment(Request request) {
        String last = request.path().substring(request.path().lastIndexOf('/') + 1);
        if (request.path().contains("/instances/")) {
            return request.method().equals("GET") ? "endpoints" : "instances";
        }
        if (request.path().contains("/recovery/")) {
            return "links";
        }
        boolean join = request.method().equals("PUT") && request.path().matches("/lra-coordinator/[^/]+");
        return join ? "join" : last;
    }

    private Reply carryOut(Request request, String segment, Headers answer) {
        String base = (calledItself.isEmpty() ? url() : calledItself) + "/lra-coordinator";
        switch (segment) {
            case "start" -> {
                String key = stock ? "" + number.incrementAndGet() : request.header("Idempotency-Key");
                String uid = sagasByKey.computeIfAbsent(key, any -> "saga-" + number.incrementAndGet());
                answer.set("Location", base + "/" + uid);
                if (!stock && request.header("Link") != null) {
                    answer.set("Long-Running-Action-Recovery", base + enlist(uid, request));
                }
                return new Reply(Way.NORMAL, 201, base + "/" + uid);
            }
            case "join" -> {
                String uid = request.path().substring(request.path().lastIndexOf('/') + 1);
                answer.set("Long-Running-Action-Recovery", base + enlist(uid, request));
                return new Reply(Way.NORMAL, 200, "joined");
            }
            case "close" -> {
                return new Reply(Way.NORMAL, 200, "Closed");
            }
            case "cancel" -> {
                return new Reply(Way.NORMAL, 200, "Cancelled");
            }
            case "report" -> {
                return new Reply(Way.NORMAL, stock ? 404 : 200, "");
            }
            case "endpoints" -> {
                return new Reply(Way.NORMAL, stock ? 404 : 200, "{\"endpoints\":[]}");
            }
            case "instances" -> {
                return new Reply(Way.NORMAL, stock ? 404 : 200, "");
            }
            case "links" -> {
                String path = request.path().substring("/lra-coordinator".length());
                String links = participants.get(path);
                if (!participantStatus.isEmpty()) {
                    answer.set("Bactrian-Participant-Status", participantStatus);
                }
                return new Reply(Way.NORMAL, links == null ? 404 : 200, links == null ? "" : links);
            }
            default -> {
                return new Reply(Way.NORMAL, 404, "unknown");
            }
        }
    }

    private String enlist(String uid, Request request) {
        return enlist(uid, request.header("Link"));
    }

    /** Makes a participant that has not asked for it; returns its recovery URL, without the base. */
    public String enlist(String uid, String links) {
        String compensate = links.substring(0, links.indexOf('>'));
        String path = "/recovery/" + uid + "/p" + Integer.toHexString(compensate.hashCode());
        participants.put(path, links);
        return path;
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
