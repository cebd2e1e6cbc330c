package io.bactrian.starter.protocol;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The names of the headers that clients, coordinator and participants exchange. */
public final class LraHeaders {

    /** The saga a request belongs to; on a Camel message the same name. */
    public static final String LRA = "Long-Running-Action";

    /** Names one participant at its coordinator; the same on every callback to it. */
    public static final String RECOVERY = "Long-Running-Action-Recovery";

    /** A participant's links. */
    public static final String LINK = "Link";

    /** Text a participant keeps at the coordinator and gets back with each callback. */
    public static final String PARTICIPANT_DATA = "Narayana-LRA-Participant-Data";

    /** On every answer of our coordinator, its version: how it is told from a stock one. */
    public static final String COORDINATOR = "Bactrian-Coordinator";

    /** On start: what kind of saga this is, percent-encoded. */
    public static final String SAGA_NAME = "Bactrian-Saga-Name";

    /** On start and join: what people look the saga up by, percent-encoded. */
    public static final String BUSINESS_KEY = "Bactrian-Business-Key";

    /** On start: {@code best-effort} or {@code strict}. */
    public static final String ORDER = "Bactrian-Order";

    /** On start: a repeat of the same request is answered with the same saga. */
    public static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    /** On join: the step's name, percent-encoded. */
    public static final String STEP = "Bactrian-Step";

    /** On join: how often and how fast a failing callback is repeated. */
    public static final String RETRY = "Bactrian-Retry";

    /** On join: {@code json} asks for data and results in the body of a callback. */
    public static final String CALLBACK_BODY = "Bactrian-Callback-Body";

    /** On join: the Camel endpoints this step will need for its callbacks, each percent-encoded, comma between. */
    public static final String ENDPOINTS = "Bactrian-Endpoints";

    /** Reports about steps, sent along with the next request on their saga. */
    public static final String STEPS = "Bactrian-Steps";

    /** On announce and goodbye: made at process start, so that a restart is seen as one. */
    public static final String INCARNATION = "Bactrian-Incarnation";

    /** On every callback of our coordinator: the how-manieth try this is, from 1. */
    public static final String ATTEMPT = "Bactrian-Attempt";

    /** W3C trace context. */
    public static final String TRACEPARENT = "traceparent";

    /** W3C trace context, the vendors' part. */
    public static final String TRACESTATE = "tracestate";

    private LraHeaders() {}

    /** Makes any text safe as a header value or a part of a URL: percent-encoded UTF-8. */
    public static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
