package io.bactrian.coordinator.lra;

import io.bactrian.coordinator.saga.KafkaLink;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** To which topics a participant's link may have the coordinator write: whoever may join would else write to any of the broker. */
final class CommandTopics {

    private final boolean enabled;
    private final Pattern allowed;
    private final Set<String> own;

    CommandTopics(LraProperties.Kafka kafka) {
        String letters = kafka.deadLetterTopic();
        this.enabled = kafka.enabled();
        this.allowed = kafka.commandTopics();
        String unread = letters == null || letters.isBlank() ? kafka.replyTopic() + ".dead-letters" : letters;
        this.own = new HashSet<>(List.of(kafka.replyTopic(), unread)); // which may be one
    }

    /** Whether participants may be called over Kafka at all. */
    boolean enabled() {
        return enabled;
    }

    /**
     * Looks at a link.
     *
     * @throws BadRequest when it names a topic that is not for commands
     */
    void check(String link) {
        String topic = KafkaLink.of(link).topic();
        if (own.contains(topic)) {
            throw new BadRequest(
                    "The topic " + topic + " is this coordinator's own and takes no commands; join with another");
        }
        if (!allowed.matcher(topic).matches()) {
            throw new BadRequest("This coordinator sends commands to topics that match bactrian.kafka.command-topics, "
                    + allowed + ", was " + topic);
        }
    }
}
