package io.bactrian.coordinator.operations;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.http.HttpStatus;

/**
 * Reads requests that change something. It takes JSON only, which a page of another site cannot send without being asked
 * first, also by a browser that does not name the page ({@link ForeignPages}).
 */
final class OperatorRequests {

    private static final int LONGEST_BODY = 16 * 1024;
    private static final int LONGEST_REASON = 1_000;
    private static final int LONGEST_NAME = 255;

    private final ObjectMapper json = new ObjectMapper();

    /** A participant settled by other means. */
    record Resolution(boolean compensated, String reason) {}

    /** Who asks; "anonymous" when the request does not say. Refuses what may come from a page of another site. */
    String operator(HttpServletRequest request) {
        refuseForeign(request);
        String name = request.getHeader("Bactrian-Operator");
        if (name == null || name.isBlank()) {
            return "anonymous";
        }
        // servlet containers read header bytes as ISO-8859-1
        String text = new String(name.strip().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        if (text.length() > LONGEST_NAME) {
            throw Problem.badRequest(
                    "Bactrian-Operator must have at most " + LONGEST_NAME + " characters, had " + text.length());
        }
        return text;
    }

    private void refuseForeign(HttpServletRequest request) {
        String type = request.getContentType();
        if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase("application/json")) {
            throw new Problem(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    "Only JSON is taken",
                    "Content-Type must be application/json, so that no page of another site can send this request, was "
                            + type);
        }
    }

    /** The reason in the body. */
    String reason(HttpServletRequest request) {
        return reason(body(request), "{\"reason\":\"why\"}");
    }

    /**
     * The outcome and the reason in the body.
     *
     * @param well the word for the outcome that is not "compensated"
     */
    Resolution resolution(HttpServletRequest request, String well) {
        JsonNode body = body(request);
        String outcome = body.path("outcome").asText("");
        if (!List.of("compensated", well).contains(outcome)) {
            throw Problem.badRequest("outcome must be compensated or " + well + ", was " + given(body.path("outcome"))
                    + "; send {\"outcome\":\"compensated\",\"reason\":\"why\"}");
        }
        return new Resolution(
                outcome.equals("compensated"), reason(body, "{\"outcome\":\"" + outcome + "\",\"reason\":\"why\"}"));
    }

    private static String reason(JsonNode body, String example) {
        String reason = body.path("reason").isTextual()
                ? body.path("reason").textValue().strip()
                : "";
        if (reason.isEmpty()) {
            throw Problem.badRequest("reason must say why, for whoever reads the log later, was "
                    + given(body.path("reason")) + "; send " + example);
        }
        if (reason.length() > LONGEST_REASON) {
            throw Problem.badRequest(
                    "reason must have at most " + LONGEST_REASON + " characters, had " + reason.length());
        }
        return reason;
    }

    private static String given(JsonNode node) {
        return node.isMissingNode() ? "missing" : node.toString();
    }

    private JsonNode body(HttpServletRequest request) {
        try {
            byte[] bytes = request.getInputStream().readNBytes(LONGEST_BODY + 1);
            if (bytes.length > LONGEST_BODY) {
                throw Problem.badRequest("The body must have at most " + LONGEST_BODY + " bytes");
            }
            JsonNode body = json.readTree(bytes);
            if (!body.isObject()) {
                throw Problem.badRequest("The body must be a JSON object, was " + given(body));
            }
            return body;
        } catch (JsonProcessingException e) {
            throw Problem.badRequest("The body must be JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw Problem.badRequest("The body could not be read: " + e.getMessage());
        }
    }
}
