package io.bactrian.routes.scripted;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Hands every request on as it is, the Host header too: who is asked believes to be asked directly and names the relay
 * in the URLs it makes. Needs {@code -Djdk.httpclient.allowRestrictedHeaders=host}.
 */
public final class Relay implements Function<Request, Reply> {

    private static final Set<String> OF_THE_CONNECTION =
            Set.of("connection", "content-length", "upgrade", "http2-settings", "transfer-encoding", "keep-alive");
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String target;

    public Relay(String target) {
        this.target = target;
    }

    @Override
    public Reply apply(Request request) {
        HttpRequest.Builder relayed = HttpRequest.newBuilder(URI.create(target + request.pathAndQuery()))
                .method(request.method(), BodyPublishers.ofString(request.body()));
        request.headers().forEach((name, value) -> {
            if (!OF_THE_CONNECTION.contains(name)) {
                relayed.header(name, value);
            }
        });
        try {
            HttpResponse<String> answer = HTTP.send(relayed.build(), BodyHandlers.ofString());
            Map<String, String> headers = answer.headers().map().entrySet().stream()
                    .filter(header ->
                            !OF_THE_CONNECTION.contains(header.getKey().toLowerCase(Locale.ROOT)))
                    .filter(header -> !header.getKey().equalsIgnoreCase("date"))
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, header -> header.getValue().get(0)));
            return new Reply.Body(answer.statusCode(), headers, answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
