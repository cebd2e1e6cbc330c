package io.bactrian.routes.scripted;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A coordinator that answers a close and a cancel once the saga has ended. Real ones wait for participants for some seconds, which
 * is too short on a busy machine, and answer 202; the stock one goes on in its next pass only, two minutes later. Whoever asks either
 * what it recovers makes it go on at once.
 */
public final class UntilTheEnd implements Function<Request, Reply> {

    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final String COORDINATOR = "/lra-coordinator";

    private final Function<Request, Reply> coordinator;

    public UntilTheEnd(Function<Request, Reply> coordinator) {
        this.coordinator = coordinator;
    }

    @Override
    public Reply apply(Request request) {
        Reply reply = coordinator.apply(request);
        boolean closes = request.path().endsWith("/close");
        boolean decides = closes || request.path().endsWith("/cancel");
        if (!decides || !(reply instanceof Reply.Body answer) || answer.status() != 202) {
            return reply;
        }
        String saga = request.path().substring(0, request.path().lastIndexOf('/'));
        Reply.Body status = await("the end of " + saga).atMost(LONGEST).until(() -> pushed(saga), UntilTheEnd::isEnd);
        boolean forgotten = status.status() == 404; // as the stock one does with what has ended well
        String end = forgotten ? closes ? "Closed" : "Cancelled" : status.text();
        return new Reply.Body(200, answer.headers(), end);
    }

    private Reply.Body pushed(String saga) {
        get(COORDINATOR + "/recovery");
        return get(saga + "/status");
    }

    private static boolean isEnd(Reply.Body status) {
        return !List.of("Closing", "Cancelling").contains(status.text().strip());
    }

    private Reply.Body get(String path) {
        return (Reply.Body) coordinator.apply(new Request("GET", path, null, Map.of(), ""));
    }
}
