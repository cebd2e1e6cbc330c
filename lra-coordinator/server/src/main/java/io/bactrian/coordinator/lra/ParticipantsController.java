package io.bactrian.coordinator.lra;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.bactrian.coordinator.engine.Outcome;
import io.bactrian.coordinator.ledger.Ledger;
import io.bactrian.coordinator.saga.Participant;
import io.bactrian.coordinator.saga.Saga;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells an application that goes on with a saga, maybe days later and elsewhere, what its steps have stored. */
@RestController
@RequestMapping(BaseUrl.PATH + "/{uid}/participants")
final class ParticipantsController {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Ledger ledger;

    ParticipantsController(Ledger ledger) {
        this.ledger = ledger;
    }

    /** In the order of joining. */
    @GetMapping
    ResponseEntity<byte[]> of(@PathVariable String uid) {
        return ledger.find(uid)
                .map(this::answer)
                .orElseGet(() -> Reply.text(404, Outcome.unknown(uid).detail()));
    }

    private ResponseEntity<byte[]> answer(Saga saga) {
        ObjectNode answer = JSON.createObjectNode()
                .put("lraId", saga.identity().lraId())
                .put("status", saga.status().wire());
        var participants = answer.putArray("participants");
        ledger.participants(saga.id()).forEach(participant -> participants.add(describe(participant)));
        return Reply.json(200, answer, new HttpHeaders());
    }

    private static ObjectNode describe(Participant participant) {
        ObjectNode one = JSON.createObjectNode()
                .put("participant", participant.id())
                .put("step", participant.terms().step())
                .put("status", participant.status().wire())
                .put("state", participant.step().state().name().toLowerCase(Locale.ROOT))
                .put("data", participant.terms().data());
        one.set("results", results(participant.step().results()));
        return one;
    }

    private static @Nullable JsonNode results(@Nullable String results) {
        try {
            return results == null ? null : JSON.readTree(results);
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(results); // cannot be stored so; told as it is all the same
        }
    }
}
