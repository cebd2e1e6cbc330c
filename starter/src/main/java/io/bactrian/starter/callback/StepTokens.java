package io.bactrian.starter.callback;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Tokens as base64url text: nothing in them needs escaping in a URL or a header. With a secret they are signed with
 * HMAC-SHA256. The secret comes from the configuration, never from this process: a callback that was issued before a restart
 * must still be good after it.
 */
public final class StepTokens {

    private static final byte PLAIN = 1;
    private static final byte SIGNED = 2;
    private static final int MAC_LENGTH = 32;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            // a token of a newer version, while replicas are updated one by one
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final @Nullable SecretKeySpec secret;
    private final List<SecretKeySpec> former;
    private final boolean alsoUnproved;

    /**
     * @param secret shared by all replicas, null for unsigned tokens
     * @param former what it was before: tokens signed with one of these are good until their sagas have ended
     * @param alsoUnproved whether tokens from before there was a secret are good until then, too
     */
    public StepTokens(@Nullable String secret, List<String> former, boolean alsoUnproved) {
        this.secret = secret == null ? null : key(secret);
        this.former = former.stream().map(StepTokens::key).toList();
        this.alsoUnproved = alsoUnproved;
    }

    /**
     * @param secret shared by all replicas, null for unsigned tokens
     */
    public StepTokens(@Nullable String secret) {
        this(secret, List.of(), false);
    }

    /** Whether tokens are signed: then each must name its saga, for its signature is good wherever somebody joins it. */
    public boolean areSigned() {
        return secret != null;
    }

    /** Whether only those are good which our secret has signed, for one saga. */
    boolean mustBeProved() {
        return secret != null && !alsoUnproved;
    }

    /** The token as text. */
    public String write(StepToken token) {
        byte[] json = json(token);
        ByteBuffer bytes;
        if (secret == null) {
            bytes = ByteBuffer.allocate(1 + json.length).put(PLAIN).put(json);
        } else {
            bytes = ByteBuffer.allocate(1 + MAC_LENGTH + json.length)
                    .put(SIGNED)
                    .put(mac(secret, json))
                    .put(json);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /** What a text says; empty when it is no token, or carries a signature that is not ours. */
    Optional<ReadToken> read(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (bytes.length > 1 && bytes[0] == PLAIN) {
            return parse(Arrays.copyOfRange(bytes, 1, bytes.length)).map(token -> new ReadToken(token, false));
        }
        if (bytes.length <= 1 + MAC_LENGTH || bytes[0] != SIGNED) {
            return Optional.empty();
        }
        byte[] mac = Arrays.copyOfRange(bytes, 1, 1 + MAC_LENGTH);
        byte[] json = Arrays.copyOfRange(bytes, 1 + MAC_LENGTH, bytes.length);
        if (secret == null) {
            return parse(json).map(token -> new ReadToken(token, false));
        }
        return isSignedBy(secret, mac, json) || former.stream().anyMatch(key -> isSignedBy(key, mac, json))
                ? parse(json).map(token -> new ReadToken(token, true))
                : Optional.empty();
    }

    private static boolean isSignedBy(SecretKeySpec key, byte[] mac, byte[] json) {
        // equal time whatever differs
        return MessageDigest.isEqual(mac, mac(key, json));
    }

    /** Proves that options which waited at the coordinator are the ones the step began with. */
    public static String digest(Map<String, String> options) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(sha.digest(JSON.writeValueAsBytes(new TreeMap<>(options))));
        } catch (NoSuchAlgorithmException | JsonProcessingException e) {
            throw new IllegalStateException("cannot make a digest of the options", e);
        }
    }

    private static Optional<StepToken> parse(byte[] json) {
        try {
            StepToken token = JSON.readValue(json, StepToken.class);
            return token.id() == null || token.step() == null ? Optional.empty() : Optional.of(token);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static byte[] json(StepToken token) {
        try {
            return JSON.writeValueAsBytes(token);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write the token of step '" + token.step() + "'", e);
        }
    }

    private static SecretKeySpec key(String secret) {
        return new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
    }

    private static byte[] mac(SecretKeySpec key, byte[] json) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(json);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign a callback", e);
        }
    }

    /**
     * A token that could be read.
     *
     * @param token what it says
     * @param proved whether our secret signed it
     */
    record ReadToken(StepToken token, boolean proved) {}
}
