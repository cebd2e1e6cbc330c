package io.bactrian.starter.callback;

import io.bactrian.starter.client.KnownParticipant;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What a command carries that only its coordinator could have written: anybody who may write to the topic can write a record that
 * names a participant.
 *
 * @param replyTokenDigest SHA-256 of its reply token, base64url
 * @param valueDigest SHA-256 of its value, base64url
 */
public record Seal(String replyTokenDigest, String valueDigest) {

    /**
     * @param value as it came; null is the same as empty
     */
    public static Seal of(String replyToken, byte @Nullable [] value) {
        return new Seal(
                digest(replyToken.getBytes(StandardCharsets.UTF_8)), digest(value == null ? new byte[0] : value));
    }

    /** Why a command under this seal cannot run; null when it can. */
    @Nullable
    CallbackAnswer refusal(KnownParticipant participant) {
        String token = participant.replyTokenDigest();
        if (token != null && !token.equals(replyTokenDigest)) {
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
