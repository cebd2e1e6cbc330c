package io.bactrian.coordinator.kafka;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Participants over Kafka. Where the broker is, and how to sign in there, is {@code spring.kafka.*}.
 *
 * @param enabled participants may be called over Kafka; default false
 * @param replyTopic where participants answer; default bactrian.replies
 * @param deadLetterTopic where answers go that nobody can read; default the reply topic's name and {@code .dead-letters}
 * @param group the consumer group of all nodes of this coordinator; default bactrian-coordinator
 * @param consumers of the reply topic in this process, no more than it has partitions are of use; default 2
 * @param sendTimeout after which a command that the broker did not take is undelivered; default 5s
 */
@ConfigurationProperties("bactrian.kafka")
record KafkaSettings(
        @DefaultValue("false") boolean enabled,
        @DefaultValue("bactrian.replies") String replyTopic,
        @Nullable String deadLetterTopic,
        @DefaultValue("bactrian-coordinator") String group,
        @DefaultValue("2") int consumers,
        @DefaultValue("5s") Duration sendTimeout) {

    KafkaSettings {
        if (consumers < 1) {
            throw new IllegalArgumentException("bactrian.kafka.consumers must be 1 or more, was " + consumers);
        }
        if (sendTimeout.compareTo(Duration.ofMillis(100)) < 0) {
            throw new IllegalArgumentException(
                    "bactrian.kafka.send-timeout must be 100ms or longer, was " + sendTimeout.toMillis() + "ms");
        }
    }

    String deadLetters() {
        return deadLetterTopic == null || deadLetterTopic.isBlank() ? replyTopic + ".dead-letters" : deadLetterTopic;
    }
}
