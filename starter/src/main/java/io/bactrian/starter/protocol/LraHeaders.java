package io.bactrian.starter.protocol;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** The names of the headers that clients, coordinator and participants exchange. */
public final class LraHeaders {

    /** The saga a request belongs to; on a Camel message the same name. */
    public static final String LRA = "Long-Running-Action";

    /** Names one participant at its coordinator; the same on every callback to it. */
    public static final String RECOVERY = "Long-Running-Action-Recovery";

    /** A participant's links. */
    public static final String LINK = "Link";

    /** In every answer of a Narayana coordinator. */
    public static final String NARAYANA_VERSION = "Narayana-LRA-API-version";

    /** Text a participant keeps at the coordinator and gets back with each callback. */
    public static final String PARTICIPANT_DATA = "Narayana-LRA-Participant-Data";

    /** On every answer of our coordinator, its version: how it is told from a stock one. */
    public static final String COORDINATOR = "Bactrian-Coordinator";

    /** On answers of our coordinator: what its saga ids begin with, where that is not the URL it is called by. */
    public static final String COORDINATOR_URL = "Bactrian-Coordinator-Url";

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

    /** On join: whose participant this is, percent-encoded. */
    public static final String APPLICATION = "Bactrian-Application";

    /** On join: {@code compensation=..,completion=..}, the Camel endpoints its callbacks will need, percent-encoded. */
    public static final String ENDPOINTS = "Bactrian-Endpoints";

    /** Reports about steps, sent along with the next request on their saga. */
    public static final String STEPS = "Bactrian-Steps";

    /** On announce and goodbye: made at process start, so that a restart is seen as one. */
    public static final String INCARNATION = "Bactrian-Incarnation";

    /** On announce: what all callback URLs of this application begin with, so that it is called as soon as it is back. */
    public static final String CALLBACK_BASE = "Bactrian-Callback-Base";

    /** On every callback of our coordinator: the how-manieth try this is, from 1. */
    public static final String ATTEMPT = "Bactrian-Attempt";

    /** With a participant's links: how it stands, in the word of the LRA protocol. */
    public static final String PARTICIPANT_STATUS = "Bactrian-Participant-Status";

    /** Over Kafka, on a command: {@code compensate} or {@code complete}; repeated on its answers. */
    public static final String COMMAND = "Bactrian-Command";

    /** Over Kafka, on a command: which participant of the saga is meant; repeated on its answers. */
    public static final String PARTICIPANT = "Bactrian-Participant";

    /** Over Kafka, on a command or request: where the answer goes. */
    public static final String REPLY_TOPIC = "Bactrian-Reply-Topic";

    /** Over Kafka, on a command or request: proves, on its answers, that they are for it. */
    public static final String REPLY_TOKEN = "Bactrian-Reply-Token";

    /** With a participant's links: SHA-256 of the reply token that its commands carry, base64url. */
    public static final String REPLY_TOKEN_DIGEST = "Bactrian-Reply-Token-Digest";

    /** With a participant's links: SHA-256 of the value that its commands have now, base64url. */
    public static final String VALUE_DIGEST = "Bactrian-Value-Digest";

    /** Over Kafka, on an answer: the participant status in the word of the LRA protocol, or {@code Failed}. */
    public static final String STATUS = "Bactrian-Status";

    /** Over Kafka, on an answer that the work goes on: in how many seconds the next one comes at the latest. */
    public static final String RETRY_AFTER = "Bactrian-Retry-After";

    /** On a dead letter: why it could not be used. */
    public static final String REASON = "Bactrian-Reason";

    /** W3C trace context. */
    public static final String TRACEPARENT = "traceparent";

    /** W3C trace context, the vendors' part. */
    public static final String TRACESTATE = "tracestate";

    private static final List<String> OF_SAGAS = List.of("long-running-action", "bactrian-", "narayana-lra-");

    private LraHeaders() {}

    /** Whether a header is spoken between applications and coordinators only, and means nothing to anybody else. */
    public static boolean isOfSagas(String header) {
        String name = header.toLowerCase(Locale.ROOT);
        return OF_SAGAS.stream().anyMatch(name::startsWith) || name.equals("idempotency-key");
    }

    /** Makes any text safe as a header value or a part of a URL: percent-encoded UTF-8. */
    public static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
