package io.bactrian.testkit;

import io.bactrian.coordinator.saga.CallKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which calls are meant: {@code PUT http:shipping/shipments/*}, or {@code COMPENSATE reserve-stock} for the callbacks of
 * a scripted service that joins sagas.
 *
 * @param text as it was written
 * @param method an HTTP method, or * for any; empty text for callbacks
 * @param target the service, or the step of a callback
 * @param path null for callbacks; groups are what the asterisks stand for
 * @param callback null for calls to a service
 */
record CallPattern(
        String text,
        String method,
        String target,
        @Nullable Pattern path,
        @Nullable CallKind callback) {

    private static final Set<String> METHODS = Set.of("*", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT");
    private static final Set<String> CALLBACKS =
            Arrays.stream(CallKind.values()).map(Enum::name).collect(Collectors.toUnmodifiableSet());
    private static final Pattern TARGET = Pattern.compile("http:(//)?([^/:]+)(/.*)?");

    /** @throws IllegalArgumentException when it is none, with how one is written */
    static CallPattern parse(String text) {
        String[] words = text.strip().split("\\s+");
        if (words.length != 2) {
            throw malformed(text, "it has " + words.length + " word" + (words.length == 1 ? "" : "s") + ", not 2");
        }
        String first = words[0].toUpperCase(Locale.ROOT);
        if (CALLBACKS.contains(first) && !words[1].startsWith("http:")) {
            return new CallPattern(first + " " + words[1], "", words[1], null, CallKind.valueOf(first));
        }
        if (!METHODS.contains(first)) {
            throw malformed(
                    text,
                    words[0] + " is neither a method (" + Names.list(METHODS) + ") nor a callback ("
                            + Names.list(CALLBACKS) + ")");
        }
        Matcher target = TARGET.matcher(words[1]);
        if (!target.matches()) {
            throw malformed(text, words[1] + " does not begin with http: and the name of a service");
        }
        String path = target.group(3) == null ? "/**" : target.group(3);
        if (path.contains("?")) {
            throw malformed(text, "queries cannot be matched, leave out " + path.substring(path.indexOf('?')));
        }
        return new CallPattern(first + " " + words[1], first, target.group(2), regex(path), null);
    }

    private static IllegalArgumentException malformed(String text, String why) {
        return new IllegalArgumentException("'" + text + "' names no calls: " + why
                + ". Write METHOD http:service/path, like \"PUT http:shipping/shipments/*\""
                + " (* stands for one segment, ** for any rest), or CALLBACK step, like \"COMPENSATE reserve-stock\"");
    }

    private static Pattern regex(String path) {
        StringBuilder regex = new StringBuilder();
        Matcher stars = Pattern.compile("\\*+").matcher(path);
        int end = 0;
        while (stars.find()) {
            regex.append(Pattern.quote(path.substring(end, stars.start())));
            regex.append(stars.group().length() == 1 ? "([^/]*)" : "(.*)");
            end = stars.end();
        }
        return Pattern.compile(regex.append(Pattern.quote(path.substring(end))).toString());
    }

    boolean matches(Request request) {
        return path != null
                && target.equals(request.service())
                && (method.equals("*") || method.equals(request.method()))
                && path.matcher(request.path()).matches();
    }

    boolean matches(CallKind kind, String step) {
        return callback == kind && target.equals(step);
    }

    /** What the asterisks stand for in this request, joined by slashes. */
    String key(Request request) {
        List<String> parts = new ArrayList<>();
        if (path != null) {
            Matcher matcher = path.matcher(request.path());
            if (matcher.matches()) {
                for (int i = 1; i <= matcher.groupCount(); i++) {
                    parts.add(matcher.group(i));
                }
            }
        }
        return String.join("/", parts);
    }

    /** How many asterisks it has. */
    int stars() {
        return path == null ? 0 : path.matcher("").groupCount();
    }

    @Override
    public String toString() {
        return text;
    }
}
