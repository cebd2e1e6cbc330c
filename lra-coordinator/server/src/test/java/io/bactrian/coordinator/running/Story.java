package io.bactrian.coordinator.running;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A saga with its participants by step, as tests tell it.
 *
 * @param participants participant id by step, in the order of joining
 * @param links link by step
 */
public record Story(Client client, String uid, Map<String, String> participants, Map<String, String> links) {

    /** Starts the saga and joins these steps, one after the other. */
    public static Story begin(Client client, Participants services, String name, String key, List<String> steps) {
        String uid = client.start(name, key);
        Map<String, String> participants = new LinkedHashMap<>();
        Map<String, String> links = new LinkedHashMap<>();
        for (String step : steps) {
            String link = services.link();
            links.put(step, link);
            participants.put(step, client.join(uid, step, link));
        }
        return new Story(client, uid, participants, links);
    }

    public String participant(String step) {
        return participants.get(step);
    }

    public String link(String step) {
        return links.get(step);
    }

    public JsonNode look() {
        return client.get("/api/v1/sagas/" + uid).json();
    }

    /** Waits until it is in this state. */
    public JsonNode awaitState(String state) {
        return await().atMost(Duration.ofSeconds(60))
                .until(this::look, saga -> saga.path("state").asText().equals(state));
    }

    /** Waits until a participant waits for a person. */
    public JsonNode awaitAttention() {
        return await().atMost(Duration.ofSeconds(60))
                .until(this::look, saga -> saga.path("attention").asBoolean());
    }
}
