package io.bactrian.coordinator.saga;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Sagas and participants in a state, reached by the verbs that lead there. */
final class Given {

    static final Instant NOW = Instant.parse("2030-01-02T12:00:00Z");
    static final Duration TOOK = Duration.ofMillis(7);

    private Given() {}

    static Saga saga(SagaStatus status) {
        Saga.Identity who = new Saga.Identity(
                "s-1", "http://localhost/lra-coordinator/s-1", "", null, OrderPolicy.BEST_EFFORT, null, NOW);
        return new Saga(
                who,
                new Saga.State(null, null, status, NOW.plusSeconds(60), false, null, null, 0, false, null, null, 0));
    }

    static Links links() {
        return new Links("http://p/compensate", "http://p/complete", null, null, null, null);
    }

    static Links withForget() {
        return new Links("http://p/compensate", "http://p/complete", null, "http://p/forget", null, null);
    }

    static Links withStatus() {
        return new Links("http://p/compensate", "http://p/complete", "http://p/status", null, null, null);
    }

    static Participant active(int seq) {
        return active(seq, links());
    }

    static Participant active(int seq, Links links) {
        return Participant.joining(
                new Enlistment("s-1", seq, "p-" + seq, null, NOW),
                new Terms(links, "step-" + seq, null, null, false, null));
    }

    static Participant compensating(int seq) {
        Participant participant = active(seq);
        participant.beginCompensating(NOW);
        return participant;
    }

    static Participant called(Participant participant) {
        participant.takeTurn(NOW);
        participant.claim("token", "node");
        return participant;
    }

    static Participant compensated(int seq) {
        Participant participant = called(compensating(seq));
        participant.done(NOW, TOOK);
        return participant;
    }

    static Participant failed(int seq) {
        Participant participant = called(compensating(seq));
        participant.failedForGood("it answered 409 failedtocompensate", NOW, TOOK);
        return participant;
    }

    static Participant parked(int seq) {
        Participant participant = called(compensating(seq));
        participant.tryAgain("it answered 500", true, attempts(1), NOW, TOOK);
        return participant;
    }

    static Participant left(int seq) {
        Participant participant = active(seq);
        participant.leave(NOW);
        return participant;
    }

    static RetryPolicy attempts(int attempts) {
        return new RetryPolicy(Duration.ofMillis(500), 2, Duration.ofMinutes(1), attempts);
    }

    static List<Integer> turns(OrderPolicy order, Participant... participants) {
        return Reversal.turns(order, Arrays.asList(participants)).stream()
                .map(Participant::seq)
                .toList();
    }
}
