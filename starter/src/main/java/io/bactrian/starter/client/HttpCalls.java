package io.bactrian.starter.client;

import io.bactrian.starter.protocol.LraHeaders;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Sends a request and repeats it on passing faults, with back-off, until its time is up. The caller's thread waits: Camel
 * continues on the thread that returns, and transactions and MDC live on it.
 */
final class HttpCalls {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final HttpClient http;
    private final Clock clock;
    private final Pause pause;
    private volatile Engine engine = Engine.UNKNOWN;

    HttpCalls(Duration connectTimeout, Clock clock, Pause pause) {
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connectTimeout)
                .build();
        this.clock = clock;
        this.pause = pause;
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
                fault = new CoordinatorRefusedException(what, lraId, answer.status(), answer.body());
                mayHaveHappened = true;
            } catch (IOException e) {
                mayHaveHappened |= !neverSent(e);
                fault = new CoordinatorUnreachableException(what, lraId, why(e), mayHaveHappened, e);
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

    private Answer once(HttpRequest.Builder request, Duration limit) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<String>> pending =
                http.sendAsync(request.timeout(limit).build(), HttpResponse.BodyHandlers.ofString());
        try {
            // the client's own time-out ends with the headers; a body that never ends must not hold the route
            HttpResponse<String> response = pending.get(limit.toMillis() + 200, TimeUnit.MILLISECONDS);
            Answer answer = new Answer(response.statusCode(), response.headers(), response.body());
            noticeEngine(answer);
            return answer;
        } catch (TimeoutException e) {
            pending.cancel(true);
            throw new IOException("the answer did not end within " + limit.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IOException(e.getCause());
        }
    }

    private void noticeEngine(Answer answer) {
        if (answer.header(LraHeaders.COORDINATOR).isPresent()) {
            engine = Engine.BACTRIAN;
        } else if (answer.status() < 500) {
            // a 5xx without the header may be a proxy's
            engine = Engine.STOCK;
        }
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

    private static String why(IOException e) {
        String kind = e.getClass().getSimpleName().replace("Exception", "");
        String words = kind.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
        return e.getMessage() == null ? words : words + " (" + e.getMessage() + ")";
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
