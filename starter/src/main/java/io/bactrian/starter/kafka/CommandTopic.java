package io.bactrian.starter.kafka;

import io.bactrian.starter.callback.CallbackAddress;
import io.bactrian.starter.callback.CallbackKind;
import io.bactrian.starter.protocol.ParticipantLinks;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The topic on which this application gets its commands.
 *
 * @param name as Kafka allows it
 */
public record CommandTopic(String name) implements CallbackAddress {

    /** Leaves room for the name of the dead letters' topic. */
    private static final int LONGEST = 240;

    private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9._-]+");

    /** Whether Kafka takes this as a topic's name. */
    public static boolean isLegal(String name) {
        return name.length() <= LONGEST && LEGAL.matcher(name).matches() && !name.equals(".") && !name.equals("..");
    }

    /** Where commands go that cannot be used. */
    String deadLetters() {
        return name + ".DLT";
    }

    @Override
    public ParticipantLinks links(String token, boolean completion) {
        String link = link(CallbackKind.COMPENSATE, token);
        return new ParticipantLinks(link, completion ? link : null, null);
    }

    /** The same for both kinds: the command says what it asks. */
    @Override
    public String link(CallbackKind kind, String token) {
        return "kafka:" + name + "?id=" + token;
    }

    @Override
    public @Nullable String statusLink(String token) {
        return null;
    }

    /** There is nobody to call when this application is back: its commands wait in the topic. */
    @Override
    public @Nullable String base() {
        return null;
    }
}
