package io.bactrian.participants.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** One of the services, running in this JVM on a port of its own, called over real HTTP. */
public final class Service implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final ConfigurableApplicationContext context;
    private final URI base;
    private final Object coordinatorUrl;

    private Service(ConfigurableApplicationContext context, URI base, Object coordinatorUrl) {
        this.context = context;
        this.base = base;
        this.coordinatorUrl = coordinatorUrl;
    }

    /** A service whose coordinator cannot be reached. */
    public static Service start(Class<?> application, TestDatabase database, Class<?>... more) {
        return start(
                application, database, Map.of("camel.lra.coordinator-url", "http://localhost:" + freePort()), more);
    }

    /** @param properties what is not as by default */
    public static Service start(
            Class<?> application, TestDatabase database, Map<String, Object> properties, Class<?>... more) {
        int port = freePort();
        Map<String, Object> all = new HashMap<>(database.properties());
        all.put("server.port", port);
        all.put("server.shutdown", "immediate");
        all.put("camel.springboot.shutdown-timeout", 2);
        all.putAll(properties);
        // as arguments: they win over application.yml
        String[] arguments = all.entrySet().stream()
                .map(e -> "--%s=%s".formatted(e.getKey(), e.getValue()))
                .toArray(String[]::new);
        var context = new SpringApplicationBuilder(application).sources(more).run(arguments);
        return new Service(context, URI.create("http://localhost:" + port), all.get("camel.lra.coordinator-url"));
    }

    /** Below those ports that systems hand to outgoing connections: nobody gets it before who asked for it does. */
    static int freePort() {
        return ThreadLocalRandom.current()
                .ints(20_000, 32_000)
                .filter(Service::isFree)
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public Reply get(String path) {
        return call("GET", path, "");
    }

    /** The id of a saga that might be, at the coordinator the service is configured for. */
    public String someSaga() {
        return coordinatorUrl + "/lra-coordinator/some-saga";
    }

    /** @param json the body, or nothing if it is empty */
    public Reply put(String path, String json, String... headers) {
        return call("PUT", path, json, headers);
    }

    public Reply post(String path, String json, String... headers) {
        return call("POST", path, json, headers);
    }

    public Reply delete(String path) {
        return call("DELETE", path, "");
    }

    /** What curl sends by default. */
    public Reply putForm(String path, String form) {
        return send("PUT", path, "application/x-www-form-urlencoded", form);
    }

    private Reply call(String method, String path, String json, String... headers) {
        return send(method, path, "application/json", json, headers);
    }

    private Reply send(String method, String path, String contentType, String body, String... headers) {
        var request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", contentType)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            var response = HTTP.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
            return new Reply(response.statusCode(), response.body(), response.headers());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What a compensation or completion answers the coordinator, called behind the saga starter's own endpoint. */
    Reply callback(String route, Processor call) {
        Exchange answer = bean(ProducerTemplate.class).request(route, call);
        if (answer.getException() != null) {
            throw new IllegalStateException(answer.getException());
        }
        Integer status = answer.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        String body = answer.getMessage().getBody(String.class);
        return new Reply(status == null ? 200 : status, body, HttpHeaders.of(Map.of(), (name, value) -> true));
    }

    @Override
    public void close() {
        context.close();
    }
}
