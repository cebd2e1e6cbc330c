package io.bactrian.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.bactrian.cli.books.Effect;
import io.bactrian.cli.http.Http;
import io.bactrian.cli.http.Reply;
import io.bactrian.cli.system.Engine;
import io.bactrian.cli.system.Part;
import io.bactrian.cli.system.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** What a coordinator can be asked about its sagas; less on stock Narayana than on ours. */
public final class Sagas {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final List<String> LIVE = List.of("Active", "Closing", "Cancelling");
    private static final Map<String, String> AS_JSON = Map.of("Accept", "application/json");

    private final Http http;
    private final Engine engine;
    private final Ports ports;

    public Sagas(Http http, Engine engine, Ports ports) {
        this.http = http;
        this.engine = engine;
        this.ports = ports;
    }

    /** How many sagas have not ended; asked by the protocol both engines speak. */
    public int live() throws IOException {
        return live(LIMIT);
    }

    /** @param limit for each of a few answers */
    int live(Duration limit) throws IOException {
        int live = 0;
        for (String status : LIVE) {
            Reply reply = http.send("GET", ports.coordinator() + "?Status=" + status, AS_JSON, null, limit);
            if (!reply.ok()) {
                throw new IOException("The coordinator must list its sagas, answered " + reply.status());
            }
            live += reply.json().size();
        }
        return live;
    }

    /** How many sagas wait for a person; unknown on stock Narayana, which retries for ever and says nothing. */
    public OptionalInt parked() throws IOException {
        if (engine == Engine.NARAYANA) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(get("/api/v1/sagas?kind=saga&attention=true&limit=500")
                .path("items")
                .size());
    }

    /** One saga with participants and timeline, by its LRA id. */
    public JsonNode saga(String lraId) throws IOException {
        String path = URI.create(lraId).getPath();
        return get("/api/v1/sagas/" + path.substring(path.lastIndexOf('/') + 1));
    }

    /** A participant's step: as it says, else by its place, for clients of other makes do not say. */
    public static String step(JsonNode participant) {
        int place = participant.path("seq").asInt() - 1;
        String byPlace = place >= 0 && place < Effect.STEPS.size() ? Effect.STEPS.get(place) : "step " + (place + 1);
        return participant.path("step").asText("").isEmpty()
                        || participant.path("step").isNull()
                ? byPlace
                : participant.path("step").asText();
    }

    /** A text as the value of a query parameter. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    public JsonNode get(String path) throws IOException {
        Reply reply = http.get(ports.url(Part.COORDINATOR) + path, LIMIT);
        if (!reply.ok()) {
            throw new IOException(
                    "The coordinator must answer GET " + path + ", was " + reply.status() + " " + reply.body());
        }
        return reply.json();
    }
}
