package io.bactrian.testkit;

import io.bactrian.coordinator.saga.CallKind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The saga steps that a scripted service has joined as, and their callbacks. */
final class JoinedSteps {

    private static final String CALLBACKS = "/bactrian-testkit/steps/";
    private static final Duration JOIN_TIMEOUT = Duration.ofSeconds(10);
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(JOIN_TIMEOUT)
            .build();
    private static final Set<CallKind> ALWAYS = EnumSet.of(CallKind.COMPENSATE, CallKind.COMPLETE);

    private final String url;
    private final List<Joined> joined = new CopyOnWriteArrayList<>();
    private int numbers;

    /** One begun step. */
    record Joined(int number, String step, String key, String saga) {}

    /** A call of the coordinator for one begun step. */
    record Callback(CallKind kind, Joined joined) {}

    JoinedSteps(String url) {
        this.url = url;
    }

    void clear() {
        joined.clear();
    }

    /**
     * Joins the saga of this request, once for the same saga, step and key.
     *
     * @return null, or why it is no participant
     */
    @Nullable
    String join(Request request, ScriptedCall call, ScriptedServices all) {
        String saga = request.saga();
        if (saga == null) {
            return "the request has no Long-Running-Action header and " + call.step() + " can join no saga";
        }
        Joined step = stepOf(saga, call.step(), call.pattern().key(request));
        HttpRequest join = HttpRequest.newBuilder(URI.create(saga.replaceFirst("\\?.*$", "")))
                .header("Link", links(step, all))
                .header("Bactrian-Step", step.step())
                .timeout(JOIN_TIMEOUT)
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            HttpResponse<String> answer = HTTP.send(join, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200
                    ? null
                    : step.step() + " cannot join: " + answer.statusCode() + " " + answer.body();
        } catch (IOException e) {
            return step.step() + " cannot join: " + e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return step.step() + " was interrupted while it joined";
        }
    }

    private synchronized Joined stepOf(String saga, String step, String key) {
        return joined.stream()
                .filter(known -> known.saga().equals(saga)
                        && known.step().equals(step)
                        && known.key().equals(key))
                .findFirst()
                .orElseGet(() -> {
                    Joined fresh = new Joined(++numbers, step, key, saga);
                    joined.add(fresh);
                    return fresh;
                });
    }

    private String links(Joined step, ScriptedServices all) {
        Set<CallKind> kinds = EnumSet.copyOf(ALWAYS);
        for (CallKind kind : CallKind.values()) {
            if (!all.matching(pattern -> pattern.matches(kind, step.step())).isEmpty()) {
                kinds.add(kind);
            }
        }
        return kinds.stream()
                .map(kind -> "<" + url + CALLBACKS + step.number() + "/" + rel(kind) + ">; rel=\"" + rel(kind) + "\"")
                .collect(Collectors.joining(","));
    }

    private static String rel(CallKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** It comes from a coordinator, if perhaps for a step of an earlier test. */
    static boolean isCallback(Request request) {
        return request.path().startsWith(CALLBACKS);
    }

    /** The step a request is a callback for; null when it is none, or the step is not known. */
    @Nullable
    Callback calledBack(Request request) {
        if (!isCallback(request)) {
            return null;
        }
        String[] parts = request.path().substring(CALLBACKS.length()).split("/", 2);
        Joined step = joined.stream()
                .filter(known -> Integer.toString(known.number()).equals(parts[0]))
                .findFirst()
                .orElse(null);
        return step == null || parts.length < 2
                ? null
                : new Callback(CallKind.valueOf(parts[1].toUpperCase(Locale.ROOT)), step);
    }

    /** What it answers when nothing is scripted. */
    Reply ofItself(Callback callback) {
        return Reply.of(callback.kind() == CallKind.STATUS ? 404 : 200); // 404: I know nothing of it, ask me to do it
    }

    /** Remembers what an answer says is done. */
    void settle(Callback callback, Reply reply, Effects effects) {
        boolean done =
                switch (callback.kind()) {
                    case COMPENSATE, COMPLETE ->
                        reply.status() == 410
                                || reply.isSuccess()
                                        && reply.status() != 202
                                        && !reply.body().contains("FailedTo");
                    case STATUS -> Set.of("Compensated", "Completed").contains(reply.body());
                    case FORGET, AFTER -> false;
                };
        if (done) {
            boolean completed =
                    callback.kind() == CallKind.COMPLETE || reply.body().equals("Completed");
            Joined step = callback.joined();
            effects.note(
                    completed ? Effect.Kind.COMPLETED : Effect.Kind.UNDONE,
                    step.step(),
                    step.key(),
                    step.saga(),
                    step.saga(),
                    "callbacks of step " + step.number());
        }
    }
}
