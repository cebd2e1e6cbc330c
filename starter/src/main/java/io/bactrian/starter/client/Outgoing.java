package io.bactrian.starter.client;

import io.bactrian.starter.protocol.LraHeaders;
import java.net.URI;
import java.net.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/** What requests to the coordinator have in common. */
final class Outgoing {

    private Outgoing() {}

    /** All that a join says of its step. */
    static void stepHeaders(HttpRequest.Builder request, NewStep step) {
        request.header(LraHeaders.LINK, step.links().toHeader());
        request.header(LraHeaders.CALLBACK_BODY, "json");
        encoded(request, LraHeaders.STEP, step.name());
        // on a start these repeat what it says itself
        encoded(request, LraHeaders.SAGA_NAME, step.sagaName());
        encoded(request, LraHeaders.BUSINESS_KEY, step.businessKey());
        plain(request, LraHeaders.RETRY, step.retry());
        plain(request, LraHeaders.PARTICIPANT_DATA, step.data());
        String endpoints = step.endpoints().header();
        if (!endpoints.isEmpty()) {
            encoded(request, LraHeaders.APPLICATION, step.endpoints().application());
            request.header(LraHeaders.ENDPOINTS, endpoints);
        }
    }

    /** A request that carries trace and reports along. */
    static HttpRequest.Builder request(String url, Context context) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).header("Accept", "text/plain");
        context.trace().forEach(request::setHeader);
        if (!context.reports().isEmpty()) {
            request.header(LraHeaders.STEPS, Reports.header(context.reports()));
        }
        return request;
    }

    /** Sets a header to a text that may be any; leaves it away when there is none. */
    static void encoded(HttpRequest.Builder request, String name, @Nullable String value) {
        plain(request, name, value == null ? null : LraHeaders.encode(value));
    }

    /** Sets a header; leaves it away when there is no value. */
    static void plain(HttpRequest.Builder request, String name, @Nullable String value) {
        if (value != null) {
            request.setHeader(name, value);
        }
    }
}
