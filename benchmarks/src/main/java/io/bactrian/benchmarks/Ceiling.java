package io.bactrian.benchmarks;

import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.classic.methods.HttpPut;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The least an HTTP coordinator can do: the same exchange of requests with the state in a map, nothing stored, nothing
 * checked, nothing repeated. Not a coordinator: it shows how much of a figure is HTTP and the load itself.
 */
@Command(name = "ceiling", description = "Runs the coordinator that does the least, to measure the rest against.")
final class Ceiling implements Runnable {

    private static final Pattern LINK = Pattern.compile("<([^>]*)>;\\s*rel=\"?(\\w+)\"?");
    private static final int WORKERS = 64;

    private final Map<String, List<Map<String, String>>> sagas = new ConcurrentHashMap<>();
    private final AtomicLong next = new AtomicLong();
    private final CloseableHttpClient http = Http.client(WORKERS);

    @Option(names = "--port", required = true, description = "where to listen, on loopback")
    private int port;

    @Override
    public void run() {
        Undertow.builder()
                .addHttpListener(port, "127.0.0.1")
                .setWorkerThreads(WORKERS)
                .setHandler(this::handle)
                .build()
                .start();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void handle(HttpServerExchange exchange) throws IOException {
        if (exchange.isInIoThread()) {
            exchange.dispatch(this::handle);
            return;
        }
        String[] path = exchange.getRequestPath().split("/", -1);
        if (path.length == 2) {
            exchange.getResponseSender().send("[]");
        } else if (path[2].equals("start")) {
            String id = Long.toString(next.incrementAndGet());
            sagas.put(id, Collections.synchronizedList(new ArrayList<>()));
            exchange.setStatusCode(201).getResponseHeaders().put(Headers.LOCATION, url(id));
            exchange.endExchange();
        } else if (path.length == 3) {
            saga(path[2]).add(links(exchange.getRequestHeaders().getFirst("Link")));
            exchange.endExchange();
        } else {
            End end = path[3].equals("cancel") ? End.CANCEL : End.CLOSE;
            call(path[2], end);
            exchange.getResponseSender().send(end.status());
        }
    }

    private void call(String id, End end) throws IOException {
        List<Map<String, String>> joined = saga(id);
        for (int i = joined.size() - 1; i >= 0; i--) {
            HttpPut callback = new HttpPut(joined.get(i).get(end.callback()));
            callback.setHeader("Long-Running-Action", url(id));
            http.execute(callback, answer -> {
                EntityUtils.consume(answer.getEntity());
                return answer.getCode();
            });
        }
        sagas.remove(id);
    }

    private List<Map<String, String>> saga(String id) {
        List<Map<String, String>> saga = sagas.get(id);
        if (saga == null) {
            throw new IllegalArgumentException("Saga " + id + " is not known");
        }
        return saga;
    }

    private static Map<String, String> links(String header) {
        Map<String, String> links = new ConcurrentHashMap<>();
        Matcher link = LINK.matcher(header);
        while (link.find()) {
            links.put(link.group(2), link.group(1));
        }
        return links;
    }

    private String url(String id) {
        return "http://localhost:" + port + "/lra-coordinator/" + id;
    }
}
