package io.bactrian.starter.callback;

import io.bactrian.starter.client.KnownParticipant;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What a callback carries that only its coordinator could have written: anybody who may write to the topic can write a record that
 * names a participant, and who has read a URL in a log can send other results to it.
 *
 * @param replyTokenDigest SHA-256 of a command's reply token, base64url; null over HTTP, where there is none
 * @param valueDigest SHA-256 of its value or body, base64url
 */
public record Seal(@Nullable String replyTokenDigest, String valueDigest) {

    /**
     * Of a request over HTTP.
     *
     * @param body as it came; null is the same as empty
     */
    static Seal ofBody(byte @Nullable [] body) {
        return new Seal(null, digest(body == null ? new byte[0] : body));
    }

    /**
     * Of a command over Kafka.
     *
     * @param value as it came; null is the same as empty
     */
    public static Seal of(String replyToken, byte @Nullable [] value) {
        return new Seal(
                digest(replyToken.getBytes(StandardCharsets.UTF_8)), digest(value == null ? new byte[0] : value));
    }

    /** Why a callback under this seal cannot run; null when it can. */
    @Nullable
    CallbackAnswer refusal(KnownParticipant participant) {
        String token = participant.replyTokenDigest();
        if (token != null && replyTokenDigest != null && !token.equals(replyTokenDigest)) {
            return CallbackAnswer.forged("its reply token is not the one of the participant");
        }
        String value = participant.valueDigest();
        if (value != null && !value.equals(valueDigest)) {
            // its results may have changed since it was sent: then the next one has the new ones
            return CallbackAnswer.failed("its data and results are not those that the coordinator has now");
        }
        return null;
    }

    private static String digest(byte[] bytes) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
