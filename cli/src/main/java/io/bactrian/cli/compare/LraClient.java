package io.bactrian.cli.compare;

import io.bactrian.cli.http.Http;
import io.bactrian.cli.http.Reply;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** The LRA protocol as any client speaks it, without a library between. */
public final class LraClient {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Map<String, String> HEADERS = Map.of("Accept", "application/json, text/plain, text/plain");

    private final Http http;
    private final String coordinator;

    /** @param coordinator its base, ending in {@code /lra-coordinator} */
    public LraClient(Http http, String coordinator) {
        this.http = http;
        this.coordinator = coordinator;
    }

    /**
     * Starts a saga.
     *
     * @param limit the saga's time limit, zero for none
     * @return the saga's id
     */
    public String start(String client, Duration limit) throws IOException {
        String query =
                "?ClientID=" + URLEncoder.encode(client, StandardCharsets.UTF_8) + "&TimeLimit=" + limit.toMillis();
        Reply reply = http.send("POST", coordinator + "/start" + query, HEADERS, null, LIMIT);
        return reply.header("Location")
                .orElseThrow(() -> new IOException(
                        "start must answer 201 with a Location, was " + reply.status() + " " + reply.body()));
    }

    /**
     * Joins a participant.
     *
     * @param link the participant's links
     */
    public Reply join(String saga, String link) throws IOException {
        return http.send("PUT", saga + "?TimeLimit=0", Map.of("Link", link, "Accept", "text/plain"), null, LIMIT);
    }

    public Reply close(String saga) throws IOException {
        return http.send("PUT", saga + "/close", HEADERS, null, LIMIT);
    }

    public Reply cancel(String saga) throws IOException {
        return http.send("PUT", saga + "/cancel", HEADERS, null, LIMIT);
    }

    public Reply status(String saga) throws IOException {
        return http.send("GET", saga + "/status", HEADERS, null, LIMIT);
    }

    /** Asks the coordinator to go through its unfinished sagas now. */
    public Reply recovery() throws IOException {
        return http.send("GET", coordinator + "/recovery", Map.of(), null, LIMIT);
    }
}
