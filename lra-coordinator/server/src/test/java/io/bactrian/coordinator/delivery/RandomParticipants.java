package io.bactrian.coordinator.delivery;

import io.bactrian.coordinator.engine.DueCall;
import io.bactrian.coordinator.saga.Answer;
import io.bactrian.coordinator.saga.CallKind;
import io.bactrian.coordinator.saga.Links;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Participants without sockets, over HTTP and over Kafka, that do and answer what chance says, and keep their own records. */
final class RandomParticipants {

    /** What one has done of what it was asked for. */
    enum Deed {
        NOTHING,
        RUNNING,
        DONE,
        CANNOT
    }

    /** One participant, as it knows itself. */
    static final class One {

        final String name;
        final boolean byKafka;
        final Set<CallKind> kinds;
        final Map<CallKind, Deed> deeds = new EnumMap<>(CallKind.class);
        final Map<CallKind, Integer> times = new EnumMap<>(CallKind.class);
        final List<String> heard = new ArrayList<>();
        boolean cannotSaid;
        private int place;
        private Instant readyAt = Instant.EPOCH;
        private Deed readyAs = Deed.DONE;

        One(String name, boolean byKafka, Set<CallKind> kinds) {
            this.name = name;
            this.byKafka = byKafka;
            this.kinds = kinds;
        }

        Links links() {
            return links(place);
        }

        /** Those that it has when it moves next. */
        Links moved() {
            return links(place + 1);
        }

        void move() {
            place++;
        }

        private Links links(int at) {
            return new Links(
                    link(CallKind.COMPENSATE, at),
                    link(CallKind.COMPLETE, at),
                    link(CallKind.STATUS, at),
                    link(CallKind.FORGET, at),
                    link(CallKind.AFTER, at),
                    null);
        }

        private @Nullable String link(CallKind kind, int at) {
            if (!kinds.contains(kind)) {
                return null;
            }
            return byKafka ? "kafka:" + name + "?id=" + at : "http://p/" + name + "/" + kind + "/" + at;
        }

        Deed deed(CallKind about) {
            return deeds.getOrDefault(about, Deed.NOTHING);
        }
    }

    /** A call over HTTP that has no answer yet. */
    record Held(DueCall call, CompletableFuture<Answer> answer, Instant since) {}

    private final Random random;
    private final TestClock clock;
    private final Consumer<String> story;
    private final Map<String, One> byName = new LinkedHashMap<>();

    /** Commands in topics, which nobody takes away: each may be answered again and again. */
    final List<DueCall> commands = new ArrayList<>();

    boolean healthy;

    RandomParticipants(Random random, TestClock clock, Consumer<String> story) {
        this.random = random;
        this.clock = clock;
        this.story = story;
    }

    One create(boolean byKafka, Set<CallKind> kinds) {
        One one = new One("p" + (byName.size() + 1), byKafka, kinds);
        byName.put(one.name, one);
        return one;
    }

    One named(String name) {
        return byName.get(name);
    }

    One of(DueCall call) {
        String url = call.url();
        if (url == null) {
            throw new IllegalArgumentException("it gave no link for " + call.kind());
        }
        String name = url.startsWith("kafka:") ? url.substring(6, url.indexOf('?')) : url.split("/")[3];
        return byName.get(name);
    }

    /** What a call comes to; a command over Kafka is answered by {@link #reply}. */
    CompletableFuture<Answer> call(DueCall call, List<Held> held) {
        One one = of(call);
        story.accept("      " + one.name + " " + call.kind() + " attempt " + call.attempt()
                + (call.kind() == CallKind.AFTER ? " " + call.sagaStatus() : "") + " of " + call.sagaId());
        if (!one.byKafka) {
            if (chance(25)) {
                Held later = new Held(call, new CompletableFuture<>(), clock.instant());
                held.add(later);
                if (chance(50)) {
                    answer(call); // its effect is there before its answer, if there is ever one
                }
                return later.answer();
            }
            return CompletableFuture.completedFuture(answer(call));
        }
        if (chance(15)) {
            if (chance(50)) {
                sent(one, call);
            }
            return CompletableFuture.completedFuture(new Answer.Undelivered("the broker is away"));
        }
        if (chance(5)) {
            return CompletableFuture.completedFuture(new Answer.TryAgain("the topic is refused"));
        }
        sent(one, call);
        if (call.kind() == CallKind.FORGET || call.kind() == CallKind.AFTER) {
            return CompletableFuture.completedFuture(Answer.DONE);
        }
        Answer onItsWay = new Answer.Sent("topic " + one.name, Duration.ofSeconds(30));
        if (chance(20)) { // what it says may overtake this
            Held later = new Held(call, new CompletableFuture<>(), clock.instant());
            held.add(later);
            return later.answer();
        }
        return CompletableFuture.completedFuture(onItsWay);
    }

    private void sent(One one, DueCall call) {
        if (call.kind() == CallKind.AFTER) {
            one.heard.add(call.sagaStatus().wire());
        } else if (call.kind() == CallKind.FORGET) {
            one.times.merge(CallKind.FORGET, 1, Integer::sum);
        } else {
            commands.add(call);
        }
    }

    /** The end of a call that took its time. */
    void release(Held held) {
        Answer answer = of(held.call()).byKafka
                ? new Answer.Sent("topic " + of(held.call()).name, Duration.ofSeconds(30))
                : answer(held.call());
        story.accept("      late " + of(held.call()).name + " " + held.call().kind() + ": " + brief(answer));
        held.answer().complete(answer);
    }

    private Answer answer(DueCall call) {
        One one = of(call);
        ripen(one, call.about());
        Answer answer =
                switch (call.kind()) {
                    case COMPENSATE, COMPLETE -> ending(one, call);
                    case STATUS -> status(one, call);
                    case FORGET -> {
                        one.times.merge(CallKind.FORGET, 1, Integer::sum);
                        yield chance(30) ? lostOr(call, 503, "") : read(call, random.nextBoolean() ? 200 : 404, "");
                    }
                    case AFTER -> {
                        one.heard.add(call.sagaStatus().wire());
                        yield chance(30) ? lostOr(call, 503, "") : read(call, 200, "");
                    }
                };
        story.accept("      " + one.name + " " + call.kind() + " -> " + brief(answer) + " " + one.deeds);
        return answer;
    }

    private void ripen(One one, CallKind about) {
        if (one.deed(about) == Deed.RUNNING && (healthy || !one.readyAt.isAfter(clock.instant()))) {
            one.deeds.put(about, healthy ? Deed.DONE : one.readyAs);
        }
    }

    private Answer ending(One one, DueCall call) {
        boolean compensating = call.about() == CallKind.COMPENSATE;
        one.times.merge(call.about(), 1, Integer::sum);
        if (one.deed(call.about()) == Deed.NOTHING
                || one.deed(call.about()) == Deed.CANNOT && (healthy || chance(30))) {
            if (chance(25)) {
                return lostOr(call, List.of(500, 503, 404, 412).get(random.nextInt(4)), "");
            }
            if (chance(20)) {
                one.deeds.put(call.about(), Deed.RUNNING);
                one.readyAt = clock.instant().plusSeconds(random.nextInt(90));
                one.readyAs = List.of(Deed.DONE, Deed.DONE, Deed.DONE, Deed.NOTHING, Deed.CANNOT)
                        .get(random.nextInt(5));
            } else {
                one.deeds.put(call.about(), chance(12) ? Deed.CANNOT : Deed.DONE);
            }
        }
        if (chance(15)) {
            return lostOr(call, 503, "");
        }
        return switch (one.deed(call.about())) {
            case RUNNING ->
                chance(30)
                        ? AnswerReader.read(call.kind(), call.about(), 202, "", "http://p/" + one.name + "/STATUS")
                        : read(call, 202, "");
            case CANNOT -> {
                one.cannotSaid = true;
                yield read(call, 409, compensating ? "FailedToCompensate" : "FailedToComplete");
            }
            default -> read(call, List.of(200, 204, 410).get(random.nextInt(3)), "");
        };
    }

    private Answer status(One one, DueCall call) {
        boolean compensating = call.about() == CallKind.COMPENSATE;
        if (chance(20)) {
            return lostOr(call, 503, "");
        }
        return switch (one.deed(call.about())) {
            case DONE -> read(call, 200, compensating ? "Compensated" : "Completed");
            case RUNNING -> chance(20) ? read(call, 404, "") : read(call, 202, "");
            case CANNOT -> {
                one.cannotSaid = true;
                yield read(call, 200, compensating ? "FailedToCompensate" : "FailedToComplete");
            }
            case NOTHING ->
                compensating && one.deed(CallKind.COMPLETE) == Deed.DONE
                        ? read(call, 200, "Completed")
                        : read(call, 404, random.nextBoolean() ? "Failed: it broke" : "");
        };
    }

    /** What a participant says that has taken a command from its topic; it may take and answer it again. */
    Answer reply(DueCall command) {
        One one = of(command);
        ripen(one, command.about());
        Answer answer = ending(one, command);
        if (answer instanceof Answer.InProgress) {
            return new Answer.InProgress(null, Duration.ofSeconds(30 + random.nextInt(60)));
        }
        return answer;
    }

    private Answer lostOr(DueCall call, int status, String body) {
        return random.nextBoolean() ? new Answer.TryAgain("no answer within 30000 ms") : read(call, status, body);
    }

    private static Answer read(DueCall call, int status, String body) {
        return AnswerReader.read(call.kind(), call.about(), status, body, null);
    }

    static String brief(Answer answer) {
        return answer.toString().replaceAll("^Answer.", "");
    }

    /** In a hundred; never once all are healthy. */
    private boolean chance(int percent) {
        return !healthy && random.nextInt(100) < percent;
    }
}
