package io.bactrian.coordinator.lra;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.bactrian.coordinator.engine.CallBody;
import io.bactrian.coordinator.saga.KafkaLink;
import io.bactrian.coordinator.saga.Participant;
import io.bactrian.coordinator.saga.Terms;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.springframework.http.HttpHeaders;

/**
 * What a call to a participant must carry, a command over Kafka or a body over HTTP, so that whoever is called tells it from one that
 * somebody else wrote. The reply token itself stays between the coordinator and the participant's topic.
 */
final class CallDigests {

    private CallDigests() {}

    /** Adds nothing for a participant that joined before there were reply tokens. */
    static void add(HttpHeaders headers, Participant participant) {
        String token = participant.replyToken();
        if (token == null) {
            return;
        }
        headers.set("Bactrian-Reply-Token-Digest", of(token));
        if (!hasBody(participant.terms())) {
            return;
        }
        try {
            headers.set(
                    "Bactrian-Value-Digest",
                    of(CallBody.of(
                            participant.terms().data(), participant.step().results())));
        } catch (JsonProcessingException e) {
            // such a command cannot be written either
            headers.remove("Bactrian-Value-Digest");
        }
    }

    /** Over HTTP only whoever has asked for it. */
    private static boolean hasBody(Terms terms) {
        return terms.jsonBody() || KafkaLink.is(terms.links().identity());
    }

    private static String of(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
