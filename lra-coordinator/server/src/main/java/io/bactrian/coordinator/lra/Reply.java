package io.bactrian.coordinator.lra;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bactrian.coordinator.saga.Saga;
import io.bactrian.coordinator.saga.SagaStatus;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** Answers in plain text, or in JSON when the request accepts exactly that. */
final class Reply {

    private static final MediaType TEXT = new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);
    private static final ObjectMapper JSON = new ObjectMapper();

    private Reply() {}

    static ResponseEntity<byte[]> text(int status, String text) {
        return text(status, text, new HttpHeaders());
    }

    static ResponseEntity<byte[]> text(int status, String text, HttpHeaders headers) {
        headers.setContentType(TEXT);
        return new ResponseEntity<>(text.getBytes(StandardCharsets.UTF_8), headers, HttpStatusCode.valueOf(status));
    }

    static ResponseEntity<byte[]> started(HttpServletRequest request, Saga saga, HttpHeaders headers) {
        headers.set(HttpHeaders.LOCATION, saga.identity().lraId());
        headers.set("Long-Running-Action", saga.identity().lraId());
        if (wantsJson(request)) {
            return json(
                    201, JSON.createObjectNode().put("lraId", saga.identity().lraId()), headers);
        }
        return text(201, saga.identity().lraId(), headers);
    }

    static ResponseEntity<byte[]> status(HttpServletRequest request, int code, Saga saga) {
        if (wantsJson(request)) {
            return json(
                    code,
                    JSON.createObjectNode()
                            .put("lraId", saga.identity().lraId())
                            .put("status", saga.status().wire()),
                    new HttpHeaders());
        }
        return text(code, saga.status().wire());
    }

    static ResponseEntity<byte[]> one(Saga saga) {
        return json(200, data(saga), new HttpHeaders());
    }

    static ResponseEntity<byte[]> many(List<Saga> sagas, HttpHeaders headers) {
        ArrayNode array = JSON.createArrayNode();
        sagas.forEach(saga -> array.add(data(saga)));
        return json(200, array, headers);
    }

    private static ObjectNode data(Saga saga) {
        SagaStatus status = saga.status();
        Instant ended = saga.endedAt();
        return JSON.createObjectNode()
                .put("lraId", saga.identity().lraId())
                .put("clientId", saga.identity().clientId())
                .put("status", status.wire())
                .put("startTime", saga.identity().startedAt().toEpochMilli())
                .put("finishTime", ended == null ? 0 : ended.toEpochMilli())
                .put("httpStatus", httpStatus(status))
                .put("topLevel", saga.identity().parentId() == null)
                .put("recovering", status == SagaStatus.CLOSING || status == SagaStatus.CANCELLING);
    }

    private static int httpStatus(SagaStatus status) {
        return switch (status) {
            case ACTIVE -> 204;
            case CLOSING, CANCELLING -> 202;
            case CLOSED, CANCELLED -> 200;
            case FAILED_TO_CLOSE, FAILED_TO_CANCEL -> 412;
        };
    }

    static ResponseEntity<byte[]> json(int code, Object body, HttpHeaders headers) {
        headers.setContentType(MediaType.APPLICATION_JSON);
        return new ResponseEntity<>(
                body.toString().getBytes(StandardCharsets.UTF_8), headers, HttpStatusCode.valueOf(code));
    }

    private static boolean wantsJson(HttpServletRequest request) {
        @Nullable String accept = request.getHeader("Accept");
        return accept != null && accept.strip().equalsIgnoreCase("application/json");
    }
}
