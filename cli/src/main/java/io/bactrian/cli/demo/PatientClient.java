package io.bactrian.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.bactrian.cli.demo.Outcome.Kind;
import io.bactrian.cli.http.Http;
import io.bactrian.cli.http.Reply;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;

/**
 * Asks the way a careful client does: an answer that decides nothing is followed by the same request again, later and
 * later, until there is an outcome or patience ends. The number of what is asked for makes the repeats harmless.
 */
final class PatientClient {

    /** What answers mean. */
    interface Meaning {
        /** Of an answer to what was asked for. */
        Kind asked(Reply reply);

        /** Of a state that was looked up. */
        Kind state(String word);
    }

    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(40);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final Http http;
    private final String url;
    private final Duration patience;
    private final Clock clock;
    private final Meaning meaning;
    private final BooleanSupplier hopeful;

    /**
     * A client of one thing.
     *
     * @param url where to ask, and below which to look up
     * @param hopeful whether there may be an answer yet after there was none
     */
    PatientClient(Http http, String url, Duration patience, Clock clock, Meaning meaning, BooleanSupplier hopeful) {
        this.http = http;
        this.url = url;
        this.patience = patience;
        this.clock = clock;
        this.meaning = meaning;
        this.hopeful = hopeful;
    }

    Outcome ask(Object body) {
        Instant begin = clock.instant();
        Duration pause = FIRST_PAUSE;
        Kind kind = Kind.OPEN;
        String reason = "no answer";
        while (true) {
            try {
                Reply reply = http.post(url, body, REQUEST_LIMIT);
                kind = meaning.asked(reply);
                reason = reason(reply);
                if (!again(reply)) {
                    break;
                }
            } catch (IOException e) {
                kind = Kind.OPEN;
                reason = "no answer: " + e.getMessage();
                if (!hopeful.getAsBoolean()) {
                    break;
                }
            }
            if (Thread.currentThread().isInterrupted() || since(begin).compareTo(patience) > 0) {
                break;
            }
            pause(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
        return new Outcome(kind, kind == Kind.FULFILLED ? "" : reason, since(begin));
    }

    /** Asks what became of something that was asked for before. */
    Outcome lookUp(String id, Outcome before) {
        try {
            Reply reply = http.get(url + "/" + segment(id), REQUEST_LIMIT);
            Kind kind = meaning.state(reply.text("state").orElse(""));
            return kind == Kind.OPEN ? before : new Outcome(kind, reason(reply), before.took());
        } catch (IOException e) {
            return before;
        }
    }

    /** An id of any content as one segment of a path, written as the routes read it. */
    private static String segment(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
    }

    private static boolean again(Reply reply) {
        return switch (reply.status()) {
            case 200, 201, 400 -> false;
            case 409 -> reply.json().path("retryable").asBoolean();
            default -> true;
        };
    }

    static String reason(Reply reply) {
        List<String> errors = new ArrayList<>();
        for (JsonNode error : reply.json().path("errors")) {
            errors.add(error.asText());
        }
        return errors.isEmpty()
                ? reply.text("reason").or(() -> reply.text("error")).orElse("answered " + reply.status())
                : String.join("; ", errors);
    }

    private Duration since(Instant begin) {
        return Duration.between(begin, clock.instant());
    }

    private static void pause(Duration pause) {
        try {
            // Half of it at random: sixteen clients refused at once must not come back at once.
            long half = pause.toMillis() / 2;
            Thread.sleep(half + ThreadLocalRandom.current().nextLong(half + 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
