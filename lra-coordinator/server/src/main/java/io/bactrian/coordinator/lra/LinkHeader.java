package io.bactrian.coordinator.lra;

import io.bactrian.coordinator.saga.Links;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code Link} header of a participant (RFC 8288) as tolerantly as clients in the field need: some neither
 * quote nor encode. A URI ends at the first {@code >} that a parameter, a comma or the end follows.
 */
final class LinkHeader {

    private static final Pattern LINK = Pattern.compile("<(.*?)>\\s*((?:;\\s*[^,;<]*)+)(?:,|$)", Pattern.DOTALL);
    private static final Pattern REL =
            Pattern.compile(";\\s*rel\\s*=\\s*\"?([^\";,\\s]+)\"?", Pattern.CASE_INSENSITIVE);

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
        Map<String, String> byRel = new HashMap<>();
        Matcher link = LINK.matcher(trimmed);
        while (link.find()) {
            Matcher rel = REL.matcher(link.group(2));
            if (rel.find() && !link.group(1).isBlank()) {
                byRel.putIfAbsent(rel.group(1).toLowerCase(Locale.ROOT), link.group(1));
            }
        }
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
        return new Links(url + "/compensate", url + "/complete", url, url, null, null);
    }

    private static void refuseUncallable(Links links) {
        for (String link :
                new String[] {links.compensate(), links.complete(), links.status(), links.forget(), links.after()}) {
            if (link != null && !isUrl(link)) {
                throw new BadRequest("A participant's link must be an http or https URL, was " + link);
            }
        }
    }

    private static boolean isUrl(String text) {
        return text.regionMatches(true, 0, "http://", 0, 7) || text.regionMatches(true, 0, "https://", 0, 8);
    }
}
