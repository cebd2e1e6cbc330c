package io.bactrian.coordinator.saga;

import java.util.regex.Pattern;

/**
 * A link {@code kafka:TOPIC?id=UNIQUE}: the participant takes its calls from a topic. What follows the topic tells
 * participants apart and is never read.
 */
public record KafkaLink(String topic) {

    private static final String SCHEME = "kafka:";
    private static final Pattern LEGAL = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

    /** The link says that its participant is reached over Kafka. */
    public static boolean is(String link) {
        return link.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /**
     * Reads a link.
     *
     * @throws IllegalArgumentException when the topic's name is none that Kafka allows; the text names the rule
     */
    public static KafkaLink of(String link) {
        if (!is(link)) {
            throw new IllegalArgumentException(
                    "a kafka link must be like kafka:TOPIC?id=UNIQUE, was " + Links.brief(link));
        }
        int query = link.indexOf('?');
        String topic = link.substring(SCHEME.length(), query < 0 ? link.length() : query);
        if (!LEGAL.matcher(topic).matches() || topic.equals(".") || topic.equals("..")) {
            throw new IllegalArgumentException(
                    "the topic of a kafka link must have 1 to 249 of the characters a-z, A-Z, 0-9, '.', '_' and '-',"
                            + " and not be '.' or '..', was " + Links.brief(link));
        }
        return new KafkaLink(topic);
    }
}
