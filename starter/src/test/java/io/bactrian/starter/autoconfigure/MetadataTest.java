package io.bactrian.starter.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What editors offer and explain: every property, with a sentence and its default. A new property belongs here too. */
class MetadataTest {

    /** Stands for "none, and the description says what happens then". */
    private static final String NONE = "";

    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("camel.lra.enabled", "true"),
            Map.entry("camel.lra.coordinator-url", NONE),
            Map.entry("camel.lra.coordinator-context-path", "/lra-coordinator"),
            Map.entry("camel.lra.local-participant-url", NONE),
            Map.entry("camel.lra.local-participant-context-path", "/lra-participant"),
            Map.entry("bactrian.application", NONE),
            Map.entry("bactrian.instance", NONE),
            Map.entry("bactrian.coordinator-aliases", NONE),
            Map.entry("bactrian.on-manual-failure", "compensate"),
            Map.entry("bactrian.deploy-guard", "warn"),
            Map.entry("bactrian.once.initialize-schema", "embedded"),
            Map.entry("bactrian.callbacks", "http"),
            Map.entry("bactrian.callbacks.transport", "http"),
            Map.entry("bactrian.callbacks.topic", NONE),
            Map.entry("bactrian.callbacks.partitions", "6"),
            Map.entry("bactrian.callbacks.secret", NONE),
            Map.entry("bactrian.callbacks.former-secrets", NONE),
            Map.entry("bactrian.callbacks.accept-unsigned", "false"),
            Map.entry("bactrian.callbacks.answer-within", "1s"),
            Map.entry("bactrian.callbacks.threads", "16"),
            Map.entry("bactrian.requests.reply-topic", NONE),
            Map.entry("bactrian.client.connect-timeout", "2s"),
            Map.entry("bactrian.client.read-timeout", "5s"),
            Map.entry("bactrian.client.give-up-after", "10s"));

    @Test
    void knowsEveryPropertyAndItsDefault() throws IOException {
        Map<String, String> defaults = new TreeMap<>();
        properties()
                .forEach(property -> defaults.put(
                        property.path("name").asText(),
                        property.path("defaultValue").asText(NONE)));

        assertThat(defaults).containsExactlyInAnyOrderEntriesOf(DEFAULTS);
    }

    @Test
    void explainsEveryPropertyInASentence() throws IOException {
        assertThat(properties())
                .allSatisfy(property -> assertThat(property.path("description").asText())
                        .as(property.path("name").asText())
                        .hasSizeGreaterThan(15)
                        .endsWith("."));
    }

    private static JsonNode properties() throws IOException {
        try (InputStream metadata =
                BactrianProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            return new ObjectMapper().readTree(metadata).path("properties");
        }
    }
}
