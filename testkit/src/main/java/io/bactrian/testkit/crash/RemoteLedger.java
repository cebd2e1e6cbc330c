package io.bactrian.testkit.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The ledger of a coordinator in a process of its own, as its operator API shows it. */
final class RemoteLedger implements LedgerView {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Part coordinator;
    private final Set<String> before = new HashSet<>();

    RemoteLedger(Part coordinator) {
        this.coordinator = coordinator;
    }

    @Override
    public void begin() {
        try {
            ids().forEach(before::add);
        } catch (IOException e) {
            throw new IllegalStateException("the coordinator cannot be asked for its sagas", e);
        }
    }

    private List<String> ids() throws IOException {
        List<String> ids = new ArrayList<>();
        get("/api/v1/sagas?limit=500")
                .path("items")
                .forEach(saga -> ids.add(saga.path("id").asText()));
        return ids.stream().filter(id -> !before.contains(id)).toList();
    }

    private List<JsonNode> details() throws IOException {
        List<JsonNode> all = new ArrayList<>();
        for (String id : ids()) {
            all.add(get("/api/v1/sagas/" + id));
        }
        return all;
    }

    private JsonNode get(String path) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(coordinator.awaitUp().url() + path))
                .timeout(Duration.ofSeconds(60))
                .build();
        try {
            return JSON.readTree(HTTP.send(request, BodyHandlers.ofString()).body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public List<SagaEnd> sagas() {
        try {
            return details().stream().map(RemoteLedger::end).toList();
        } catch (IOException e) {
            // it died while it was asked: what is not known is not over
            return List.of(new SagaEnd("?", null, "unknown, the coordinator does not answer: " + e, List.of()));
        }
    }

    private static SagaEnd end(JsonNode saga) {
        List<String> owing = new ArrayList<>();
        saga.path("participants").forEach(participant -> {
            if (participant.path("parked").asBoolean()
                    || !participant.path("owed").isNull()) {
                owing.add(participant.path("step").asText() + " is "
                        + participant.path("status").asText() + ", owed "
                        + participant.path("owed").asText()
                        + (participant.path("parked").asBoolean() ? ", parked" : "")
                        + ": " + participant.path("lastError").asText());
            }
        });
        JsonNode name = saga.path("name");
        return new SagaEnd(
                saga.path("id").asText(),
                name.isTextual() ? name.asText() : null,
                saga.path("status").asText(),
                owing);
    }

    @Override
    public void push(long traffic) {
        // it runs by the system clock
    }

    @Override
    public void look() {
        // it looks by itself
    }

    @Override
    public boolean isQuiet() {
        return true;
    }

    @Override
    public String timelines() {
        try {
            return details().stream()
                    .map(saga -> "saga " + saga.path("id").asText() + " is "
                            + saga.path("status").asText() + "\n" + lines(saga.path("timeline")))
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            return "the coordinator does not answer: " + e;
        }
    }

    private static String lines(JsonNode timeline) {
        List<String> lines = new ArrayList<>();
        timeline.forEach(event -> lines.add("  " + event.path("at").asText() + " "
                + event.path("kind").asText() + " " + event.path("detail").asText("")));
        return String.join("\n", lines);
    }
}
