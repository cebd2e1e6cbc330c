package io.bactrian.starter.autoconfigure;

import io.bactrian.starter.client.ClientSettings;
import io.bactrian.starter.saga.SagaSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** From properties to settings; what is missing or impossible is named here, at start. */
final class Settings {

    private static final int SHORTEST_SECRET = 16;

    private Settings() {}

    static SagaSettings from(CamelLraProperties lra, BactrianProperties bactrian, String applicationName) {
        String coordinator = url("camel.lra.coordinator-url", lra.getCoordinatorUrl(), "http://localhost:8070");
        String participant =
                url("camel.lra.local-participant-url", lra.getLocalParticipantUrl(), "http://localhost:8080");
        BactrianProperties.Callbacks callbacks = bactrian.getCallbacks();
        BactrianProperties.Client client = bactrian.getClient();
        String secret = callbacks.getSecret();
        if (secret != null && secret.length() < SHORTEST_SECRET) {
            throw new IllegalArgumentException("bactrian.callbacks.secret must have " + SHORTEST_SECRET
                    + " characters or more, has " + secret.length());
        }
        if (callbacks.getThreads() < 1) {
            throw new IllegalArgumentException(
                    "bactrian.callbacks.threads must be 1 or more, was " + callbacks.getThreads());
        }
        return new SagaSettings(
                otherwise(bactrian.getApplication(), applicationName),
                otherwise(bactrian.getInstance(), authority(participant)),
                coordinator,
                lra.getCoordinatorContextPath(),
                bactrian.getCoordinatorAliases(),
                participant,
                lra.getLocalParticipantContextPath(),
                secret,
                positive("bactrian.callbacks.answer-within", callbacks.getAnswerWithin()),
                callbacks.getThreads(),
                new ClientSettings(
                        positive("bactrian.client.connect-timeout", client.getConnectTimeout()),
                        positive("bactrian.client.read-timeout", client.getReadTimeout()),
                        positive("bactrian.client.give-up-after", client.getGiveUpAfter())),
                bactrian.getOnManualFailure());
    }

    private static String url(String property, @Nullable String value, String example) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(
                    property + " must be set, for example " + example + " (camel.lra.enabled=false turns sagas off)");
        }
        String url = value.strip();
        if (!url.startsWith("http://") && !url.startsWith("https://")
                || authority(url).isEmpty()) {
            throw new IllegalArgumentException(property + " must be a URL such as " + example + ", was '" + url + "'");
        }
        return url;
    }

    private static Duration positive(String property, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(property + " must be longer than 0, was " + value);
        }
        return value;
    }

    private static String authority(String url) {
        try {
            String authority = new URI(url).getAuthority();
            return authority == null ? "" : authority;
        } catch (URISyntaxException e) {
            return "";
        }
    }

    private static String otherwise(@Nullable String value, String otherwise) {
        return value == null || value.isBlank() ? otherwise : value.strip();
    }
}
