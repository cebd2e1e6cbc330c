package io.bactrian.benchmarks;

import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** All participants of all sagas behind one port; they do nothing but count. */
final class Participants implements AutoCloseable {

    private final Map<String, Callbacks> sagas = new ConcurrentHashMap<>();
    private final AtomicLong next = new AtomicLong();
    private final Undertow server;
    private final String base;

    Participants() {
        server = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setHandler(this::handle)
                .build();
        server.start();
        InetSocketAddress address =
                (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
        base = "http://localhost:" + address.getPort() + "/";
    }

    /** The name of a saga whose callbacks go to the given record, also those that come after its end. */
    String expect(Callbacks callbacks) {
        String saga = Long.toString(next.incrementAndGet());
        sagas.put(saga, callbacks);
        return saga;
    }

    String link(String saga, int participant) {
        String self = base + saga + "/" + participant + "/";
        return "<" + self + "compensate>; rel=\"compensate\",<" + self + "complete>; rel=\"complete\"";
    }

    private void handle(HttpServerExchange exchange) {
        String[] path = exchange.getRequestPath().split("/", -1);
        Callbacks callbacks = path.length == 4 ? sagas.get(path[1]) : null;
        if (callbacks == null) {
            exchange.setStatusCode(404);
        } else {
            callbacks.arrived(Integer.parseInt(path[2]), path[3]);
        }
        exchange.endExchange();
    }

    @Override
    public void close() {
        server.stop();
    }
}
