package io.bactrian.starter.client;

import io.bactrian.starter.protocol.LraHeaders;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Sends a request and repeats it on passing faults, with back-off, until its time is up. The caller's thread waits: Camel
 * continues on the thread that returns, and transactions and MDC live on it.
 */
final class HttpCalls {

    private static final String HINT = "; is it running, and is camel.lra.coordinator-url right?";
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration AFTER_THE_HEADERS = Duration.ofMillis(200);

    private final HttpClient http;
    private final Clock clock;
    private final Pause pause;
    private final Consumer<String> ownName;
    private volatile Engine engine = Engine.UNKNOWN;

    /**
     * @param ownName is told what our coordinator calls itself, with each answer that says so
     */
    HttpCalls(Duration connectTimeout, Clock clock, Pause pause, Consumer<String> ownName) {
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connectTimeout)
                .build();
        this.clock = clock;
        this.pause = pause;
        this.ownName = ownName;
    }

    Engine engine() {
        return engine;
    }

    /**
     * One call with its repeats.
     *
     * @param what names the request in errors
     * @param perTry how long one try may take
     * @param giveUpAfter how long the whole may take; zero means one try
     * @return any answer that is not a passing fault, success or not
     * @throws CoordinatorException when only passing faults were met until the time was up
     */
    Answer call(
            String what, @Nullable String lraId, HttpRequest.Builder request, Duration perTry, Duration giveUpAfter) {
        return call(what, lraId, request, perTry, giveUpAfter, answer -> false);
    }

    /** The same, with more answers than the usual ones taken for passing faults. */
    Answer call(
            String what,
            @Nullable String lraId,
            HttpRequest.Builder request,
            Duration perTry,
            Duration giveUpAfter,
            Predicate<Answer> askAgain) {
        long end = clock.millis() + giveUpAfter.toMillis();
        Duration next = FIRST_PAUSE;
        boolean mayHaveHappened = false;
        while (true) {
            CoordinatorException fault;
            try {
                long left = Math.max(end - clock.millis(), 1);
                Duration limit = giveUpAfter.isZero() ? perTry : shorter(perTry, Duration.ofMillis(left));
                Answer answer = once(request, limit);
                if (!CoordinatorRefusedException.isPassing(answer.status()) && !askAgain.test(answer)) {
                    return answer;
                }
                fault = isSomebodyElses(answer)
                        ? CoordinatorRefusedException.bySomebodyElse(what, lraId, answer)
                        : new CoordinatorRefusedException(what, lraId, answer.status(), answer.body());
                mayHaveHappened = true;
            } catch (IOException e) {
                mayHaveHappened |= !neverSent(e);
                fault = new CoordinatorUnreachableException(what, lraId, why(request, e), mayHaveHappened, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CoordinatorUnreachableException(what, lraId, "interrupted while waiting", true, e);
            }
            if (clock.millis() + next.toMillis() >= end) {
                throw fault;
            }
            rest(what, lraId, next);
            next = shorter(next.multipliedBy(2), LONGEST_PAUSE);
        }
    }

    /**
     * Waits in the caller's thread. {@code sendAsync} would hand the answer over in the JVM's common pool, which belongs to the
     * application and may be full of work that waits for this very call.
     */
    private Answer once(HttpRequest.Builder request, Duration limit) throws IOException, InterruptedException {
        long end = System.nanoTime() + limit.plus(AFTER_THE_HEADERS).toNanos();
        try {
            HttpResponse<String> response = http.send(
                    request.timeout(limit).build(),
                    head -> new TimedText(head, Duration.ofNanos(end - System.nanoTime())));
            Answer answer = new Answer(response.statusCode(), response.headers(), response.body());
            noticeEngine(answer);
            return answer;
        } catch (IOException e) {
            if (e.getCause() instanceof TimeoutException timeout) {
                throw new IOException("the answer did not end within " + limit.toMillis() + " ms", timeout);
            }
            throw e;
        }
    }

    /** Our coordinator names itself in whatever it answers, and so does Narayana, should it have taken its place. */
    boolean isSomebodyElses(Answer answer) {
        return engine == Engine.BACTRIAN
                && answer.header(LraHeaders.COORDINATOR).isEmpty()
                && answer.header(LraHeaders.NARAYANA_VERSION).isEmpty();
    }

    private void noticeEngine(Answer answer) {
        if (answer.header(LraHeaders.COORDINATOR).isPresent()) {
            engine = Engine.BACTRIAN;
            answer.header(LraHeaders.COORDINATOR_URL).ifPresent(ownName);
        } else if (engine != Engine.BACTRIAN
                && answer.header(LraHeaders.NARAYANA_VERSION).isPresent()) {
            // any other answer may be a proxy's, whatever its status
            engine = Engine.STOCK;
        }
    }

    /** It has started a saga, or let one join, and does not say that it is ours. */
    void isStock() {
        engine = Engine.STOCK;
    }

    private void rest(String what, @Nullable String lraId, Duration time) {
        try {
            long jitter = ThreadLocalRandom.current().nextLong(time.toMillis() / 4 + 1);
            pause.take(time.minusMillis(jitter));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CoordinatorUnreachableException(what, lraId, "interrupted between two tries", true, e);
        }
    }

    private static boolean neverSent(IOException e) {
        return e instanceof ConnectException || e instanceof HttpConnectTimeoutException;
    }

    /** For people who have just set the URL. */
    private String why(HttpRequest.Builder request, IOException e) {
        URI uri = request.build().uri();
        String where = uri.getScheme() + "://" + uri.getAuthority();
        if (neverSent(e)) {
            return notConnected(where, e) + HINT;
        }
        if (e instanceof HttpTimeoutException) {
            return where + " did not answer in time";
        }
        String fault = where + ": " + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
        // what has never answered like a coordinator may be anything, and not speak HTTP at all
        return engine == Engine.UNKNOWN && !(e.getCause() instanceof TimeoutException) ? fault + HINT : fault;
    }

    private static String notConnected(String where, IOException e) {
        if (e instanceof HttpConnectTimeoutException) {
            return "no connection to " + where + " in time";
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "there is no host as in " + where;
            }
        }
        return "nothing listens at " + where;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
