package io.bactrian.cli.insurance;

import io.bactrian.cli.http.Http;
import io.bactrian.cli.http.Reply;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Sends approved quotes, again and again until the service has taken them. */
final class QuoteClient {

    private static final Duration CALL = Duration.ofSeconds(10);
    private static final int NOT_FOUND = 404;
    private static final long PAUSE_MILLIS = 200;

    private final Http http;
    private final String quotes;
    private final Duration patience;
    private final Clock clock;

    QuoteClient(Http http, String quotes, Duration patience, Clock clock) {
        this.http = http;
        this.quotes = quotes;
        this.patience = patience;
        this.clock = clock;
    }

    /**
     * Sends one quote.
     *
     * @throws IOException if it was not taken in time, or never will be
     */
    void send(Quote quote) throws IOException, InterruptedException {
        Instant end = clock.instant().plus(patience);
        Map<String, Object> body = Map.of("customerId", quote.customerId(), "premiumMinor", quote.premiumMinor());
        while (true) {
            String trouble = trouble(quote, body);
            if (trouble.isEmpty()) {
                return;
            }
            if (clock.instant().isAfter(end)) {
                throw new IOException("Quote " + quote.quoteId() + " was not taken within " + patience.toSeconds()
                        + " s: " + trouble);
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    /** Nothing: the quote was taken. Else what a further try may mend. */
    private String trouble(Quote quote, Map<String, Object> body) throws IOException {
        Reply reply;
        try {
            reply = http.put(quotes + "/quotes/" + quote.quoteId(), body, CALL);
        } catch (IOException away) {
            return String.valueOf(away);
        }
        String answer = reply.status() + " " + reply.body();
        // 404: the service is starting, its web server listens and its routes are not there yet
        if (reply.status() >= 400 && reply.status() < 500 && reply.status() != NOT_FOUND) {
            throw new IOException("Quote " + quote.quoteId() + " was refused: " + answer);
        }
        return reply.ok() ? "" : answer;
    }
}
