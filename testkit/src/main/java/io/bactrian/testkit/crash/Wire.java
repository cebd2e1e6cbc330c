package io.bactrian.testkit.crash;

import io.bactrian.testkit.crash.CrashPoint.Kind;
import io.bactrian.testkit.crash.CrashPoint.Phase;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the relays make of what they see: which request joins, acts, decides, compensates or completes, and what became
 * of every participant.
 */
final class Wire {

    static final String COORDINATOR = "coordinator";

    private static final Pattern SAGA = Pattern.compile(".*/lra-coordinator/([^/?]+)(/close|/cancel)?(\\?.*)?");
    /** A UUID, or the id of an exchange or of a message as Camel makes them. */
    private static final Pattern MADE = Pattern.compile(
            "(?<=/)(?:\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12}|[0-9A-F]{1,16}-[0-9A-F]{16})(?=[/?]|$)");

    private static final Pattern LINK = Pattern.compile("<([^>]+)>\\s*;\\s*rel=\"?(\\w+)\"?");

    private final Watch watch;
    private final Trace trace;
    private final Set<String> mortals = ConcurrentHashMap.newKeySet();
    private final Map<String, UnaryOperator<String>> detours = new ConcurrentHashMap<>();
    private final Map<String, String> hosts = new ConcurrentHashMap<>();
    private final Map<String, Called> callbacks = new HashMap<>();
    private final Map<String, Joined> participants = new HashMap<>();
    private final Map<String, Joined> byId = new HashMap<>();
    private final List<Joined> inOrder = new ArrayList<>();
    private final AtomicLong traffic = new AtomicLong();
    private volatile String run = "";

    Wire(Watch watch, Trace trace) {
        this.watch = watch;
        this.trace = trace;
    }

    /**
     * A request at a relay.
     *
     * @param from the caller; null when anybody may have called
     * @param kind null when it is none that a saga is made of
     * @param mortals who can die of it
     */
    record Exchanged(
            @Nullable String from,
            String to,
            String method,
            String path,
            Map<String, List<String>> headers,
            @Nullable Kind kind,
            String what,
            List<String> mortals,
            @Nullable Joined joining,
            @Nullable Called called) {}

    /** A participant of a saga, and how often each of its calls was carried out. */
    static final class Joined {
        final String step;
        final String part;
        final boolean completes;
        String saga;
        boolean accepted;
        int compensations;
        int completions;
        long undoneAt;

        Joined(String step, String saga, String part, boolean completes) {
            this.step = step;
            this.saga = saga;
            this.part = part;
            this.completes = completes;
        }

        void undone(long at) {
            if (++compensations == 1) {
                undoneAt = at;
            }
        }
    }

    /** A link of a participant; the kind is null for its status link. */
    record Called(Joined participant, @Nullable Kind kind) {}

    /** Parts with this name can die. */
    void mortal(String part) {
        mortals.add(part);
    }

    /** Whose links begin with {@code url}. */
    void hosts(String part, String url) {
        hosts.put(url + "/", part);
    }

    /** Whose links name this topic. */
    void hostsTopic(String part, String topic) {
        hosts.put("kafka:" + topic + "?", part);
    }

    /** Links to what begins with {@code from} are led through the relay at {@code to}. */
    void detour(String from, String to) {
        detours.put(from, link -> link.replace("<" + from + "/", "<" + to + "/"));
    }

    /** @param id what is different in every run; it is left out of the names of points */
    synchronized void begin(String id) {
        run = id;
        callbacks.clear();
        participants.clear();
        byId.clear();
        inOrder.clear();
    }

    synchronized Exchanged arrives(
            @Nullable String from,
            String to,
            String door,
            String method,
            String path,
            Map<String, List<String>> headers) {
        Map<String, List<String>> onward = new TreeMap<>(headers);
        if (to.equals(COORDINATOR)) {
            return toCoordinator(from, method, path, onward);
        }
        Called called = callbacks.get(door + path);
        if (called != null) {
            return new Exchanged(
                    from,
                    to,
                    method,
                    path,
                    onward,
                    called.kind(),
                    called.participant().step,
                    called.kind() == null ? List.of() : mortalAmong(COORDINATOR, to),
                    null,
                    called);
        }
        boolean action = from != null && !from.equals(COORDINATOR);
        String what = to + " " + method + " " + withoutIds(path, run);
        return new Exchanged(
                from, to, method, path, onward, action ? Kind.ACTION : null, what, mortalAmong(from, to), null, null);
    }

    private Exchanged toCoordinator(
            @Nullable String from, String method, String path, Map<String, List<String>> headers) {
        Matcher saga = SAGA.matcher(path);
        List<String> links = headers.get("link");
        boolean start = method.equals("POST") && path.contains("/lra-coordinator/start");
        boolean known = method.equals("PUT") && saga.matches() && !path.contains("/instances/");
        Kind kind = null;
        String what = method + " " + withoutIds(path, run);
        Joined joining = null;
        if (known && saga.group(2) != null) {
            kind = Kind.DECISION;
            what = saga.group(2).substring(1);
        } else if (start || known) {
            kind = Kind.JOIN;
            String led = links == null ? "" : links.get(0);
            for (UnaryOperator<String> detour : detours.values()) {
                led = detour.apply(led);
            }
            what = step(headers, led);
            if (links != null) {
                headers.put("link", List.of(led));
                joining = join(what, start ? "" : saga.group(1), led);
            }
        }
        List<String> victims = kind == Kind.JOIN && from == null ? mortalAmong(COORDINATOR) : mortalAmong(from);
        return new Exchanged(from, COORDINATOR, method, path, headers, kind, what, victims, joining, null);
    }

    private Joined join(String step, String saga, String links) {
        Map<String, String> byRel = new HashMap<>();
        Matcher link = LINK.matcher(links);
        while (link.find()) {
            byRel.put(link.group(2), link.group(1));
        }
        String identity = String.valueOf(byRel.get("compensate"));
        Joined joined = participants.computeIfAbsent(identity, fresh -> {
            Joined participant = new Joined(step, saga, hostOf(identity), byRel.containsKey("complete"));
            inOrder.add(participant);
            return participant;
        });
        callbacks.put(identity, new Called(joined, Kind.COMPENSATION));
        callbacks.put(String.valueOf(byRel.get("status")), new Called(joined, null));
        String complete = byRel.get("complete");
        if (complete != null) {
            callbacks.put(complete, new Called(joined, Kind.COMPLETION));
        }
        return joined;
    }

    private String hostOf(String link) {
        return hosts.entrySet().stream()
                .filter(host -> link.startsWith(host.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }

    /** What the participant calls itself, else who it is. */
    private String step(Map<String, List<String>> headers, String links) {
        List<String> step = headers.get("bactrian-step");
        if (step != null) {
            return URLDecoder.decode(step.get(0), StandardCharsets.UTF_8);
        }
        Matcher link = LINK.matcher(links);
        return link.find() ? hostOf(link.group(1)) : "start";
    }

    private List<String> mortalAmong(@Nullable String... parts) {
        List<String> dying = new ArrayList<>();
        for (String part : parts) {
            if (part != null && mortals.contains(part)) {
                dying.add(part);
            }
        }
        return dying;
    }

    /** What differs from run to run is not part of a point: the run's id, and ids that somebody has made in the run. */
    static String withoutIds(String path, String run) {
        return MADE.matcher(run.isEmpty() ? path : path.replace(run, "*")).replaceAll("*");
    }

    /** How many requests of those that sagas are made of have come and were answered, each counted twice. */
    long traffic() {
        return traffic.get();
    }

    /** True when a part has died of it. */
    boolean passes(Exchanged seen, Phase phase) {
        if (seen.kind() != null) {
            traffic.incrementAndGet();
        }
        return seen.kind() != null && watch.passes(seen.kind(), seen.what(), phase, seen.mortals());
    }

    /** It was carried out, whether or not its answer arrives. */
    synchronized void answered(Exchanged seen, int status, Map<String, List<String>> headers, String body) {
        boolean success = status >= 200 && status < 300 && status != 202;
        Joined joining = seen.joining();
        if (joining != null && success) {
            joining.accepted = true;
            Matcher saga =
                    SAGA.matcher(headers.getOrDefault("location", List.of("")).get(0));
            if (joining.saga.isEmpty() && saga.matches()) {
                joining.saga = saga.group(1);
            }
            byId.put(
                    lastOf(headers.getOrDefault("long-running-action-recovery", List.of(""))
                            .get(0)),
                    joining);
        }
        Called called = seen.called();
        if (called != null && (success || status == 410)) {
            String says = called.kind() == null ? body.strip() : "";
            if (called.kind() == Kind.COMPLETION || says.equals("Completed")) {
                called.participant().completions++;
            } else if (called.kind() == Kind.COMPENSATION || says.equals("Compensated")) {
                called.participant().undone(System.nanoTime());
            }
        }
    }

    private static String lastOf(String url) {
        String path = url.replaceFirst("[?#].*$", "");
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** By the id that the coordinator has given it; null when it is none of this run. */
    synchronized @Nullable Joined participant(String id) {
        return byId.get(id);
    }

    /** Whether a participant has joined it in this run. */
    synchronized boolean isOfThisRun(String lraId) {
        String saga = lastOf(lraId);
        return inOrder.stream().anyMatch(joined -> !saga.isEmpty() && joined.saga.equals(saga));
    }

    /**
     * The broker has an answer of a participant.
     *
     * @param seen when it was on its way
     */
    synchronized void answeredByRecord(Joined participant, String status, long seen) {
        if (status.equals("Compensated")) {
            participant.undone(seen);
        } else if (status.equals("Completed")) {
            participant.completions++;
        }
    }

    void note(Exchanged seen, String outcome) {
        String who = seen.from() == null ? "" : seen.from() + " ";
        String kind = seen.kind() == null ? "" : " (" + seen.kind().word() + " " + seen.what() + ")";
        trace.note(
                who + "-> " + seen.to() + "  " + seen.method() + " " + shortened(seen.path()) + kind + ": " + outcome);
    }

    private static String shortened(String path) {
        return path.length() <= 100 ? path : path.substring(0, 97) + "...";
    }

    /** All participants in the order in which they asked to join. */
    synchronized List<Joined> participants() {
        return List.copyOf(inOrder);
    }
}
