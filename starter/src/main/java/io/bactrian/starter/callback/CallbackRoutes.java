package io.bactrian.starter.callback;

import io.bactrian.starter.protocol.LraHeaders;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.jspecify.annotations.Nullable;

/**
 * Listens for callbacks with platform-http and, where Camel's servlet has a part of the URLs for itself ({@code /camel/*}
 * unless told otherwise), in there too: applications that come from camel-lra have told their coordinator that path.
 */
final class CallbackRoutes extends RouteBuilder {

    private static final String TOKEN = "bactrianCallbackToken";
    private static final String SERVLET_MAPPED = "camel.servlet.mapping.enabled";

    private final Callbacks callbacks;
    private final Set<String> paths;
    private final @Nullable PlatformHttpEngine engine;

    /**
     * @param paths where to listen
     * @param engine null for the application's own; one whose threads a crowd of blocked routes cannot use up is better
     */
    CallbackRoutes(Callbacks callbacks, Set<String> paths, @Nullable PlatformHttpEngine engine) {
        this.callbacks = callbacks;
        this.paths = paths;
        this.engine = engine;
    }

    @Override
    public void configure() {
        int number = 0;
        for (String path : paths) {
            listen(number++ == 0 ? "" : "-" + number, (kind, method) -> platformHttp(path + kind, method));
        }
        if (isServletMapped()) {
            String own = paths.iterator().next();
            listen("-servlet", (kind, method) -> getContext()
                    .getEndpoint("servlet:" + own + kind + "?matchOnUriPrefix=true&httpMethodRestrict=" + method));
        }
    }

    private void listen(String suffix, BiFunction<String, String, Endpoint> endpoints) {
        for (CallbackKind kind : CallbackKind.values()) {
            from(endpoints.apply("/" + kind.path(), "PUT"))
                    .routeId("bactrian-" + kind.path() + suffix)
                    .errorHandler(noErrorHandler())
                    .process(exchange -> answer(exchange, callbacks.handle(read(exchange, kind))));
        }
        from(endpoints.apply("/status", "GET"))
                .routeId("bactrian-status" + suffix)
                .errorHandler(noErrorHandler())
                .process(exchange -> answer(exchange, callbacks.status(token(exchange))));
    }

    private PlatformHttpEndpoint platformHttp(String path, String method) {
        String uri = "platform-http:" + path + "/{" + TOKEN + "}?httpMethodRestrict=" + method;
        PlatformHttpEndpoint endpoint = getContext().getEndpoint(uri, PlatformHttpEndpoint.class);
        if (engine != null) {
            endpoint.setPlatformHttpEngine(engine);
        }
        return endpoint;
    }

    private boolean isServletMapped() {
        return getContext()
                        .getPropertiesComponent()
                        .resolveProperty(SERVLET_MAPPED)
                        .map(Boolean::parseBoolean)
                        .orElse(true)
                && getContext().getComponent("servlet", true, false) != null;
    }

    private static CallbackRequest read(Exchange exchange, CallbackKind kind) {
        Message message = exchange.getMessage();
        String type = message.getHeader(Exchange.CONTENT_TYPE, "", String.class);
        byte[] body = message.getBody(byte[].class);
        String data;
        Map<String, Object> results;
        if (body == null || !type.startsWith("application/json")) {
            // a stock coordinator returns the data of the last join in a header: our results, if any
            data = message.getHeader(LraHeaders.PARTICIPANT_DATA, String.class);
            results = StepData.read(data);
        } else {
            CallbackBody read = CallbackBody.of(new String(body, StandardCharsets.UTF_8));
            data = read.data();
            results = read.results();
        }
        Map<String, String> trace = new HashMap<>();
        copy(message, LraHeaders.TRACEPARENT, trace);
        copy(message, LraHeaders.TRACESTATE, trace);
        return new CallbackRequest(
                kind,
                token(exchange),
                message.getHeader(LraHeaders.LRA, String.class),
                message.getHeader(LraHeaders.RECOVERY, String.class),
                message.getHeader(LraHeaders.ATTEMPT, String.class),
                trace,
                data,
                results,
                Seal.ofBody(body));
    }

    private static void copy(Message message, String header, Map<String, String> into) {
        String value = message.getHeader(header, String.class);
        if (value != null) {
            into.put(header, value);
        }
    }

    /** Not what Camel has put into the header of that name: below a context path it counts the segments wrongly. */
    private static String token(Exchange exchange) {
        String uri = exchange.getMessage().getHeader(Exchange.HTTP_URI, "", String.class);
        return uri.substring(uri.lastIndexOf('/') + 1);
    }

    private static void answer(Exchange exchange, CallbackAnswer answer) {
        Message message = exchange.getMessage();
        // platform-http would send the request's headers back
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, answer.status());
        message.setHeader(Exchange.CONTENT_TYPE, "text/plain");
        if (answer.location() != null) {
            message.setHeader("Location", answer.location());
        }
        message.setBody(answer.body());
    }
}
