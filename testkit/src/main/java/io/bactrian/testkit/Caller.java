package io.bactrian.testkit;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;

/** Sends what a test says to the application under test: to one of its endpoints, or over HTTP. */
final class Caller {

    private static final Pattern HTTP = Pattern.compile("(DELETE|GET|HEAD|PATCH|POST|PUT)\\s+(/\\S*)");
    private static final Pattern INSIDE = Pattern.compile("(direct|seda):.*");
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final ApplicationContext application;

    Caller(ApplicationContext application) {
        this.application = application;
    }

    /** @throws IllegalArgumentException when there is nothing of that kind in the application */
    Answer call(String target, @Nullable Object body, Map<String, ?> headers) throws Exception {
        Matcher http = HTTP.matcher(target.strip());
        return http.matches()
                ? request(http.group(1), http.group(2), body, headers)
                : send(target.strip(), body, headers);
    }

    /** @throws IllegalArgumentException when nothing in the application would hear it */
    void check(String target) {
        String uri = target.strip();
        if (HTTP.matcher(uri).matches()) {
            return;
        }
        if (!uri.matches("[a-zA-Z][\\w+.-]*:.*")) {
            throw new IllegalArgumentException("'" + target + "' is neither the URI of an endpoint, like direct:fulfil,"
                    + " nor an HTTP request to the application, like POST /orders");
        }
        List<String> consumed = camel().getRoutes().stream()
                .map(route -> route.getEndpoint().getEndpointUri().replace("://", ":"))
                .map(known -> known.replaceFirst("\\?.*$", ""))
                .filter(known -> INSIDE.matcher(known).matches())
                .toList();
        String sent = uri.replace("://", ":").replaceFirst("\\?.*$", "");
        if (INSIDE.matcher(sent).matches() && !consumed.contains(sent)) {
            throw new IllegalArgumentException("no route consumes " + sent + "; routes consume " + Names.list(consumed)
                    + Names.didYouMean(sent, consumed));
        }
    }

    private Answer send(String uri, @Nullable Object body, Map<String, ?> headers) throws Exception {
        try (ProducerTemplate template = camel().createProducerTemplate()) {
            Exchange sent = template.send(waitedFor(uri), exchange -> {
                exchange.getMessage().setBody(body);
                headers.forEach(exchange.getMessage()::setHeader);
            });
            Integer status = sent.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
            String answer = sent.getMessage().getBody(String.class);
            return new Answer(status, answer == null ? "" : answer, sent.getException(), Answer.Way.ENDPOINT);
        }
    }

    /** A queue is left once a route has dealt with what was put into it. The pattern stays as it is in production. */
    private static String waitedFor(String uri) {
        return uri.startsWith("seda:") && !uri.contains("waitForTaskToComplete=")
                ? uri + (uri.contains("?") ? "&" : "?") + "waitForTaskToComplete=Always&timeout=0"
                : uri;
    }

    private Answer request(String method, String path, @Nullable Object body, Map<String, ?> headers) throws Exception {
        String port = application.getEnvironment().getProperty("local.server.port");
        if (port == null) {
            throw new IllegalStateException(
                    method + " " + path + " cannot be sent: the application has no web server in this test");
        }
        String base = application.getEnvironment().getProperty("server.servlet.context-path", "");
        String text = Reply.text(body);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + base + path))
                .method(method, text.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(text));
        if (!text.isEmpty() && headers.keySet().stream().noneMatch("Content-Type"::equalsIgnoreCase)) {
            request.header("Content-Type", Reply.isJson(text) ? "application/json" : "text/plain");
        }
        headers.forEach((name, value) -> request.header(name, String.valueOf(value)));
        try (Arrivals arrivals = Arrivals.at(camel())) {
            HttpResponse<String> answer = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return Answer.overHttp(answer.statusCode(), answer.body(), arrivals.any());
        }
    }

    /** Of the application's own routes, not those that the starter brings. */
    List<String> routeIds() {
        return camel().getRoutes().stream()
                .map(route -> route.getRouteId())
                .filter(id -> !id.startsWith("bactrian-"))
                .toList();
    }

    /** What the application does beside what is sent from here; what it does now belongs to an earlier test. */
    AtWork atWork() {
        return new AtWork(camel());
    }

    private CamelContext camel() {
        return application.getBean(CamelContext.class);
    }
}
