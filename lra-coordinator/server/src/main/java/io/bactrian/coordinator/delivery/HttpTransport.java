package io.bactrian.coordinator.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bactrian.coordinator.engine.DueCall;
import io.bactrian.coordinator.saga.Answer;
import io.bactrian.coordinator.saga.CallKind;
import io.bactrian.coordinator.saga.Trace;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Calls participants over HTTP without keeping a thread while they think. */
final class HttpTransport implements Transport {

    private static final int LONGEST_LOCATION = 8_000;
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClients clients = new HttpClients(CONNECT);
    private final Duration timeout;

    /**
     * @param timeout for one call, from the first byte sent to the last one read
     */
    HttpTransport(Duration timeout) {
        this.timeout = timeout;
    }

    @Override
    public CompletableFuture<Answer> call(DueCall call) {
        HttpRequest request;
        try {
            request = request(call);
        } catch (IllegalArgumentException | JsonProcessingException e) {
            return CompletableFuture.completedFuture(new Answer.TryAgain("cannot be called: " + e.getMessage()));
        }
        return send(request)
                .thenApply(received -> AnswerReader.read(
                        call.kind(),
                        call.about(),
                        received.status(),
                        received.body(),
                        received.headers()
                                .firstValue("Location")
                                .map(location -> absolute(request.uri(), location))
                                .orElse(null)))
                .exceptionally(fault -> new Answer.TryAgain(silence(fault, request.uri())));
    }

    /**
     * Takes an answer from its last byte, in a thread of the client. The client itself would hand it over in the JVM's common
     * pool, which in an embedded coordinator belongs to the application and may be full of work that waits for this saga; only
     * a fault comes that way, and no later than the time-out.
     */
    private CompletableFuture<Received> send(HttpRequest request) {
        CompletableFuture<Received> received = new CompletableFuture<>();
        CompletableFuture<HttpResponse<String>> exchange = clients.of(request.uri())
                .sendAsync(request, head -> {
                    FirstBytes body = new FirstBytes();
                    body.getBody()
                            .thenAccept(
                                    text -> received.complete(new Received(head.statusCode(), head.headers(), text)));
                    return body;
                });
        exchange.exceptionally(fault -> {
            received.completeExceptionally(fault);
            return null;
        });
        // the request's own time-out ends with the first byte of the answer; this one covers a body that never ends
        received.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS).exceptionally(fault -> {
            exchange.cancel(true);
            return null;
        });
        return received;
    }

    private record Received(int status, HttpHeaders headers, String body) {}

    private HttpRequest request(DueCall call) throws JsonProcessingException {
        String url = call.url();
        if (url == null) {
            throw new IllegalArgumentException("it gave no link for " + call.kind());
        }
        HttpRequest.Builder request =
                HttpRequest.newBuilder(CallableUri.of(url)).timeout(timeout);
        request.header(
                call.kind() == CallKind.AFTER ? "Long-Running-Action-Ended" : "Long-Running-Action", call.lraId());
        request.header("Long-Running-Action-Recovery", call.recoveryUrl());
        request.header("Bactrian-Attempt", Integer.toString(call.attempt()));
        Trace trace = call.trace();
        if (trace != null) {
            request.header("traceparent", trace.parent());
            if (trace.state() != null) {
                request.header("tracestate", trace.state());
            }
        }
        if (call.parentLraId() != null) {
            request.header("Long-Running-Action-Parent", call.parentLraId());
        }
        String data = call.data() == null ? asciiJson(call.results()) : call.data();
        if (data != null && !data.isEmpty() && !call.jsonBody()) {
            request.header("Narayana-LRA-Participant-Data", data);
        }
        switch (call.kind()) {
            case STATUS -> request.GET();
            case FORGET -> request.DELETE();
            case AFTER ->
                request.header("Content-Type", "text/plain")
                        .PUT(BodyPublishers.ofString(call.sagaStatus().wire()));
            default -> {
                if (call.jsonBody()) {
                    request.header("Content-Type", "application/json").PUT(BodyPublishers.ofString(JsonBody.of(call)));
                } else {
                    request.header("Content-Type", "text/plain").PUT(BodyPublishers.noBody());
                }
            }
        }
        return request.build();
    }

    /** As a header can carry it. */
    private @Nullable String asciiJson(@Nullable String results) throws JsonProcessingException {
        return results == null
                ? null
                : json.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII).writeValueAsString(json.readTree(results));
    }

    private static @Nullable String absolute(URI called, String location) {
        try {
            String place = called.resolve(location).toString();
            return place.length() > LONGEST_LOCATION ? null : place;
        } catch (IllegalArgumentException e) {
            return null; // an unreadable place is none, as one too long: the status link or the same call will do
        }
    }

    private String silence(Throwable fault, URI uri) {
        Throwable cause = fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
        String where = uri.getHost() + ":" + uri.getPort();
        if (cause instanceof HttpTimeoutException || cause instanceof TimeoutException) {
            return "no answer from " + where + " within " + timeout.toMillis() + " ms";
        }
        if (cause instanceof ConnectException) {
            return "no connection to " + where;
        }
        return "no answer from " + where + ": " + cause;
    }
}
