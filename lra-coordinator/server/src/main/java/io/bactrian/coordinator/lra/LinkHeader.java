package io.bactrian.coordinator.lra;

import io.bactrian.coordinator.saga.KafkaLink;
import io.bactrian.coordinator.saga.Links;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The links of a participant, from a {@code Link} header or a body. */
final class LinkHeader {

    private static final int LONGEST = 50_000;

    private LinkHeader() {}

    /**
     * The links of a header or body; null when there is none in it.
     *
     * @throws BadRequest when there are links, but neither compensate nor after
     */
    static @Nullable Links read(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        String trimmed = text.strip();
        if (!trimmed.startsWith("<")) {
            return isUrl(trimmed) ? ofBase(trimmed) : null;
        }
        Map<String, String> byRel = new LinkScanner(trimmed).byRel();
        if (byRel.containsKey("participant") && !byRel.containsKey("compensate")) {
            return ofBase(byRel.get("participant"));
        }
        Links links = new Links(
                byRel.get("compensate"),
                byRel.get("complete"),
                byRel.get("status"),
                byRel.get("forget"),
                byRel.get("after"),
                byRel.get("leave"));
        if (links.compensate() == null && links.after() == null) {
            return null;
        }
        refuseUncallable(links);
        return links;
    }

    /** The legacy form: one base URL, the calls below it, its status at the URL itself. */
    private static Links ofBase(String base) {
        String url = base.replaceFirst("/+$", "");
        Links links = new Links(url + "/compensate", url + "/complete", url, url, null, null);
        refuseUncallable(links);
        return links;
    }

    private static void refuseUncallable(Links links) {
        called(links).forEach(LinkHeader::refuseUnkeepable);
        if (links.leave() != null) {
            refuseUnkeepable(links.leave()); // which is never called
        }
        for (String link : called(links)) {
            if (!isUrl(link) && !KafkaLink.is(link)) {
                throw new BadRequest(
                        "A participant's link must be an http or https URL, or like kafka:TOPIC?id=UNIQUE, was "
                                + link);
            }
            refuseUnknownTopic(link);
        }
        String status = links.status();
        if (status != null && KafkaLink.is(status)) {
            throw new BadRequest("A status link must be an http or https URL, was " + status
                    + "; a participant that is called over Kafka is not asked for its status, it needs none");
        }
    }

    private static void refuseUnkeepable(String link) {
        if (link.length() > LONGEST) {
            throw new BadRequest(
                    "A participant's link must have at most " + LONGEST + " characters, had " + link.length());
        }
        if (link.indexOf('\0') >= 0) {
            throw new BadRequest("A participant's link must not contain the character NUL, was "
                    + Links.brief(link.replace('\0', ' ')));
        }
    }

    private static void refuseUnknownTopic(String link) {
        try {
            if (KafkaLink.is(link)) {
                KafkaLink.of(link);
            }
        } catch (IllegalArgumentException e) {
            throw new BadRequest("A participant cannot be called over Kafka: " + e.getMessage());
        }
    }

    /** The links that the coordinator calls. */
    static List<String> called(Links links) {
        return Arrays.asList(links.compensate(), links.complete(), links.status(), links.forget(), links.after())
                .stream()
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
    }

    private static boolean isUrl(String text) {
        return text.regionMatches(true, 0, "http://", 0, 7) || text.regionMatches(true, 0, "https://", 0, 8);
    }
}
