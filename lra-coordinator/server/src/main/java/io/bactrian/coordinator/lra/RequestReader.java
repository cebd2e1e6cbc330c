package io.bactrian.coordinator.lra;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bactrian.coordinator.engine.Enrolment;
import io.bactrian.coordinator.saga.CallbackEndpoints;
import io.bactrian.coordinator.saga.HttpLink;
import io.bactrian.coordinator.saga.KafkaLink;
import io.bactrian.coordinator.saga.Links;
import io.bactrian.coordinator.saga.RetryPolicy;
import io.bactrian.coordinator.saga.StepReport;
import io.bactrian.coordinator.saga.StepState;
import io.bactrian.coordinator.saga.Terms;
import io.bactrian.coordinator.saga.Trace;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Reads what a request says, and refuses what cannot be meant. */
final class RequestReader {

    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_CLIENT_ID = 512;
    private static final int LONGEST_PARENT = 7_000;
    private static final int LONGEST_ENDPOINT = 2_000;
    private static final int LONGEST_BODY = 2_000_000;
    private static final Pattern TRACEPARENT = Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");
    private static final Pattern TRACESTATE = Pattern.compile("[ -~]{1,512}");
    private static final int LONGEST_RESULTS = 64 * 1024;

    private final ObjectMapper json = new ObjectMapper();
    private final CommandTopics topics;

    RequestReader(CommandTopics topics) {
        this.topics = topics;
    }

    /** The parameter's limit; null when it is absent, empty or 0. */
    @Nullable
    Duration timeLimit(HttpServletRequest request) {
        String text = request.getParameter("TimeLimit");
        if (text == null || text.isBlank()) {
            return null;
        }
        long millis;
        try {
            millis = Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            throw new BadRequest("TimeLimit must be a whole number of milliseconds, was " + text);
        }
        if (millis < 0) {
            throw new BadRequest("TimeLimit must be 0 or more milliseconds, was " + text);
        }
        // a limit past the year 9999 is none that anybody means, and no database stores it
        return millis == 0
                ? null
                : Duration.ofMillis(Math.min(millis, Duration.ofDays(36_500).toMillis()));
    }

    Enrolment.Join join(HttpServletRequest request) {
        String body = body(request);
        Links links = LinkHeader.read(request.getHeader("Link"));
        if (links == null) {
            links = LinkHeader.read(body);
        }
        if (links == null) {
            throw new BadRequest(
                    "A join needs a Link header with a compensate or an after link, was " + request.getHeader("Link"));
        }
        return new Enrolment.Join(
                terms(request, links),
                timeLimit(request),
                text(request, "Bactrian-Saga-Name"),
                text(request, "Bactrian-Business-Key"));
    }

    /** The participant's data; null when there is none. */
    @Nullable
    String data(HttpServletRequest request, boolean jsonBody) {
        String data = request.getHeader("Narayana-LRA-Participant-Data");
        if (data != null && !jsonBody && !data.chars().allMatch(c -> c >= ' ' && c < 0x7F || c == '\t')) {
            throw new BadRequest(
                    "Narayana-LRA-Participant-Data must be plain ASCII, because it is sent back in a header;"
                            + " encode it, or join with Bactrian-Callback-Body: json");
        }
        return data == null ? null : utf8(data);
    }

    /**
     * These links.
     *
     * @throws BadRequest when this coordinator could never call one of them, or must not
     */
    Links callable(Links links) {
        for (String link : LinkHeader.called(links)) {
            if (KafkaLink.is(link)) {
                checkTopic(link);
            } else {
                checkHost(link);
            }
        }
        return links;
    }

    private void checkTopic(String link) {
        if (!topics.enabled()) {
            throw new BadRequest(
                    HttpStatus.UNPROCESSABLE_ENTITY,
                    "This coordinator does not speak Kafka and could never call " + link
                            + "; set bactrian.kafka.enabled=true on it, or join with http links");
        }
        topics.check(link);
    }

    private static void checkHost(String link) {
        String fault = HttpLink.fault(link);
        if (fault != null) {
            throw new BadRequest("A participant cannot be called at " + Links.brief(link) + ": " + fault);
        }
    }

    Terms terms(HttpServletRequest request, Links links) {
        boolean jsonBody = "json".equalsIgnoreCase(request.getHeader("Bactrian-Callback-Body"));
        String data = data(request, jsonBody);
        String retry = request.getHeader("Bactrian-Retry");
        try {
            return new Terms(
                    callable(links),
                    text(request, "Bactrian-Step"),
                    data,
                    retry == null ? null : RetryPolicy.DEFAULT.withHeader(retry),
                    jsonBody,
                    endpoints(request),
                    trace(request));
        } catch (IllegalArgumentException e) {
            throw new BadRequest(String.valueOf(e.getMessage()));
        }
    }

    /** Null when there is none, or what there is cannot be one: no join fails because of its trace. */
    private static @Nullable Trace trace(HttpServletRequest request) {
        String parent = request.getHeader("traceparent");
        if (parent == null || !TRACEPARENT.matcher(parent).matches()) {
            return null;
        }
        String state = String.join(",", Collections.list(request.getHeaders("tracestate")));
        return new Trace(parent, TRACESTATE.matcher(state).matches() ? state : null);
    }

    /** Null when the application does not say what it needs, or who it is. */
    private @Nullable CallbackEndpoints endpoints(HttpServletRequest request) {
        String application = text(request, "Bactrian-Application");
        String header = request.getHeader("Bactrian-Endpoints");
        if (application == null || header == null) {
            return null;
        }
        Map<String, String> byKind = new HashMap<>();
        for (String part : header.split(",", -1)) {
            int equals = part.indexOf('=');
            String uri = text(part.substring(equals + 1), "Bactrian-Endpoints", LONGEST_ENDPOINT);
            if (equals > 0 && uri != null) {
                byKind.put(part.substring(0, equals).strip(), uri);
            }
        }
        return new CallbackEndpoints(application, byKind.get("compensation"), byKind.get("completion"));
    }

    /** A percent-encoded UTF-8 header; null when it is absent or empty. */
    @Nullable
    String text(HttpServletRequest request, String header) {
        return text(request.getHeader(header), header, LONGEST_NAME);
    }

    private static @Nullable String text(@Nullable String value, String header, int longest) {
        if (value == null || value.isBlank()) {
            return null;
        }
        String text = decode(value.replace("+", "%2B"), header);
        if (text.indexOf('\0') >= 0) {
            throw new BadRequest(header + " must not contain the character NUL (%00), was " + value);
        }
        if (text.length() > longest) {
            throw new BadRequest(header + " must have at most " + longest + " characters, had " + text.length());
        }
        return text;
    }

    /** The parent's LRA id; clients encode it once or twice. */
    @Nullable
    String parent(HttpServletRequest request) {
        String value = request.getParameter("ParentLRA");
        if (value == null || value.isBlank()) {
            return null;
        }
        String parent = value.regionMatches(true, 0, "http%3A", 0, 7) || value.regionMatches(true, 0, "https%3A", 0, 8)
                ? decode(value, "ParentLRA")
                : value;
        int length = URLEncoder.encode(parent, StandardCharsets.UTF_8).length();
        if (length > LONGEST_PARENT) {
            throw new BadRequest("ParentLRA must have at most " + LONGEST_PARENT
                    + " characters as part of the new saga's id, had " + length);
        }
        return withoutNul(parent, "ParentLRA");
    }

    /** The client's name for itself, empty when it gives none. */
    String clientId(HttpServletRequest request) {
        String clientId = request.getParameter("ClientID");
        if (clientId == null) {
            return "";
        }
        if (clientId.length() > LONGEST_CLIENT_ID) {
            throw new BadRequest(
                    "ClientID must have at most " + LONGEST_CLIENT_ID + " characters, had " + clientId.length());
        }
        return withoutNul(clientId, "ClientID");
    }

    private static String withoutNul(String value, String parameter) {
        if (value.indexOf('\0') >= 0) {
            throw new BadRequest(parameter + " must not contain the character NUL (%00)");
        }
        return value;
    }

    private static String decode(String value, String name) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new BadRequest(name + " must be percent-encoded, was " + value);
        }
    }

    private static String utf8(String header) {
        // servlet containers read header bytes as ISO-8859-1
        return new String(header.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    String body(HttpServletRequest request) {
        try {
            byte[] bytes = request.getInputStream().readNBytes(LONGEST_BODY);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new BadRequest("The request's body could not be read: " + e.getMessage());
        }
    }

    /** One participant's report, with the participant's id. */
    record Report(String participantId, StepReport report) {}

    /** The reports that travel with another request. */
    List<Report> reports(HttpServletRequest request) {
        String header = request.getHeader("Bactrian-Steps");
        List<Report> reports = new ArrayList<>();
        if (header != null && !header.isBlank()) {
            JsonNode array = parse(header, "Bactrian-Steps");
            if (!array.isArray()) {
                throw new BadRequest("Bactrian-Steps must be a JSON array of step reports, was " + header);
            }
            array.forEach(
                    node -> reports.add(new Report(node.path("participant").asText(), report(node, "Bactrian-Steps"))));
        }
        return reports;
    }

    /** The one report in a body. */
    StepReport report(String body) {
        return report(parse(body, "A step report"), "A step report");
    }

    private StepReport report(JsonNode node, String what) {
        StepState state;
        try {
            state = StepState.valueOf(node.path("state").asText("").toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new BadRequest(what + " needs a state of running, done or failed, was " + node.path("state"));
        }
        JsonNode results = node.path("results");
        if (!results.isMissingNode() && !results.isNull() && !results.isObject()) {
            throw new BadRequest(what + " needs results that are a JSON object, was " + results.getNodeType());
        }
        String text = results.isObject() ? results.toString() : null;
        if (text != null && text.getBytes(StandardCharsets.UTF_8).length > LONGEST_RESULTS) {
            throw new BadRequest(
                    HttpStatus.PAYLOAD_TOO_LARGE,
                    what + " must have results of at most 65536 bytes; keep large things elsewhere and report where");
        }
        String reason = node.path("reason").asText(null);
        reason = reason == null ? null : reason.replace('\0', ' '); // which not every ledger can keep
        return new StepReport(
                state, text, reason == null || reason.length() <= 4_000 ? reason : reason.substring(0, 4_000));
    }

    private JsonNode parse(String text, String what) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new BadRequest(what + " must be JSON: " + e.getOriginalMessage());
        }
    }
}
