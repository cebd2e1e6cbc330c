package io.bactrian.coordinator.lra;

import io.bactrian.coordinator.saga.HttpLink;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the coordinator is reached.
 *
 * @param baseUrl public address, for example {@code https://lra.example.org}; ids and URLs are made with it. Without
 *     one the request's Host header is used, if it is on the list
 * @param allowedHosts host names that may stand in a Host header; default localhost, 127.0.0.1 and [::1]
 * @param kafka whether participants may be called over Kafka, and where
 */
@ConfigurationProperties("bactrian")
record LraProperties(
        @Nullable String baseUrl,
        @DefaultValue({"localhost", "127.0.0.1", "[::1]"}) List<String> allowedHosts,
        @DefaultValue Kafka kafka) {

    LraProperties {
        if (baseUrl != null && !baseUrl.isBlank() && !isBase(baseUrl.strip())) {
            String fault = HttpLink.fault(baseUrl.strip());
            throw new IllegalArgumentException(
                    "bactrian.base-url must be an http or https URL that ids can be made of, like"
                            + " https://lra.example.org, was " + baseUrl + (fault == null ? "" : ": " + fault));
        }
    }

    private static boolean isBase(String url) {
        try {
            URI uri = new URI(url);
            return uri.getScheme() != null
                    && uri.getScheme().matches("(?i)https?")
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /**
     * The settings of Kafka that requests depend on.
     *
     * @param enabled participants may be called over Kafka; default false
     * @param replyTopic where participants answer; default bactrian.replies
     * @param deadLetterTopic where answers go that nobody can read; default the reply topic's name and {@code .dead-letters}
     * @param commandTopics what the names of topics that take commands match as a whole; default any but the two above
     */
    record Kafka(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("bactrian.replies") String replyTopic,
            @Nullable String deadLetterTopic,
            @DefaultValue(".*") Pattern commandTopics) {}
}
