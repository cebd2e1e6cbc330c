package io.bactrian.narayana;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers every callback, with 200 until told otherwise, and remembers its path, in order of arrival. */
final class Participant implements AutoCloseable {

    private final HttpServer server;
    private final List<String> calls = new CopyOnWriteArrayList<>();

    private volatile int status = 200;

    Participant() throws IOException {
        this(0);
    }

    Participant(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", exchange -> {
            calls.add(exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }

    String link(String name) {
        String base = "http://localhost:" + port() + "/" + name;
        return "<%s/compensate>; rel=\"compensate\",<%s/complete>; rel=\"complete\"".formatted(base, base);
    }

    void answer(int otherStatus) {
        status = otherStatus;
    }

    int port() {
        return server.getAddress().getPort();
    }

    List<String> calls() {
        return calls;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
