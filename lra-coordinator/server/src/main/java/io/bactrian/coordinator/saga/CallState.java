package io.bactrian.coordinator.saga;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The call a participant is owed, and how it has gone so far.
 *
 * @param kind what to call it for; null when nothing is owed
 * @param attempts calls made since the decision, forced ones included
 * @param failures calls that count towards parking
 * @param waits consecutive answers that settle nothing and spend nothing: "in progress", or undelivered; and {@value #DOUBT} for
 *     each one since the last "in progress" that knew nothing of it
 * @param dueAt when to call, or, of a call that was sent, until when its answer is awaited; null when it is not its turn,
 *     or nothing is owed
 * @param claim token of the call under way; null when none is
 * @param node incarnation of the coordinator node that makes the call under way
 * @param parked the attempts are spent: a person decides, or a forced pass succeeds
 * @param lastError what the latest failed attempt said
 * @param location where to ask how it goes, given with an "in progress"
 * @param lastMillis how long the latest call took, in milliseconds
 * @param sent the call was sent as a message, and its answer is awaited; null when none is
 */
public record CallState(
        @Nullable CallKind kind,
        int attempts,
        int failures,
        int waits,
        @Nullable Instant dueAt,
        @Nullable String claim,
        @Nullable String node,
        boolean parked,
        @Nullable String lastError,
        @Nullable String location,
        @Nullable Long lastMillis,
        @Nullable Sent sent) {

    /** More plain waits are not told apart: their back-off has long reached its longest. */
    private static final int DOUBT = 100;

    /**
     * A call whose answer comes by itself. No node holds it: whichever the answer reaches records it.
     *
     * @param counts silence counts towards parking
     */
    public record Sent(Instant at, boolean counts) {}

    /** Parked, and nobody is trying it at this moment. */
    boolean isAtRest() {
        return parked && claim == null && dueAt == null;
    }

    /** It is being made, or its answer is awaited. */
    public boolean isUnderWay() {
        return claim != null || sent != null;
    }

    /**
     * Whoever was called said that it is at it, and nothing else since: what became of that is awaited, though no call is
     * under way.
     */
    public boolean isInProgress() {
        return kind != null && sent == null && waits > 0 && lastError == null;
    }

    /** The same, but whoever was asked since may have known nothing of it: among replicas, another than the one that is at it. */
    boolean isAskedAfterProgress() {
        return kind == CallKind.STATUS && sent == null && waits > 0;
    }

    /** Since a person had it tried again, nobody in the place that was named has said that it is at it. */
    boolean isLastAskInPlace() {
        return kind == CallKind.STATUS && location != null && waits == 0 && failures == 0 && !parked;
    }

    /** How often in a row nothing was known of a call that was said to be in progress. */
    int doubts() {
        return waits / DOUBT;
    }

    /** How often in a row it was said to be in progress, whoever knew nothing of it in between. */
    int progresses() {
        return waits % DOUBT;
    }

    /** It was sent, and the time for an answer is over. */
    public boolean isSilentAt(Instant now) {
        return sent != null && dueAt != null && !dueAt.isAfter(now);
    }

    /** Nothing is owed. */
    public static final CallState NONE = new CallState(null, 0, 0, 0, null, null, null, false, null, null, null, null);

    /** A fresh call; due now, or waiting for its turn when {@code dueAt} is null. */
    static CallState of(CallKind kind, @Nullable Instant dueAt) {
        return new CallState(kind, 0, 0, 0, dueAt, null, null, false, null, null, null, null);
    }

    /** A fresh call, which waits for its turn and for the end of the call that is under way now. */
    static CallState behind(CallState former, CallKind kind) {
        return new CallState(kind, 0, 0, 0, null, former.claim, former.node, false, null, null, null, null);
    }

    /** The same for another kind of call. */
    CallState as(CallKind other) {
        return new CallState(
                other, attempts, failures, waits, dueAt, claim, node, parked, lastError, location, lastMillis, sent);
    }

    /** It is called now under {@code token}; the due time goes, so that nobody else finds it due. */
    CallState claimed(String token, String byNode) {
        return new CallState(
                kind,
                attempts + 1,
                failures,
                waits,
                null,
                token,
                byNode,
                parked,
                lastError,
                location,
                lastMillis,
                null);
    }

    CallState released(Instant at) {
        return new CallState(
                kind, attempts, failures, waits, at, null, null, parked, lastError, location, lastMillis, null);
    }

    CallState dueAt(Instant at) {
        return new CallState(
                kind, attempts, failures, waits, at, claim, node, parked, lastError, location, lastMillis, null);
    }

    /** Nothing is owed any more; the numbers stay for people to read. */
    CallState settled(Duration took) {
        return new CallState(
                null, attempts, failures, 0, null, null, null, false, lastError, null, took.toMillis(), null);
    }

    /** Nothing is owed any more, for nothing of it is true any more. */
    CallState withdrawn() {
        return new CallState(null, attempts, failures, 0, null, null, null, false, lastError, null, lastMillis, null);
    }

    /** Nobody is asked any more in the place that was named. */
    CallState elsewhere() {
        return new CallState(
                kind, attempts, failures, waits, dueAt, claim, node, parked, lastError, null, lastMillis, sent);
    }

    /** The call before it has ended, whatever it came to. */
    CallState unclaimed() {
        return new CallState(
                kind, attempts, failures, waits, dueAt, null, null, parked, lastError, location, lastMillis, sent);
    }

    CallState inProgress(CallKind askWith, @Nullable String where, Instant next, Duration took) {
        int more = Math.min(progresses() + 1, DOUBT - 1);
        return new CallState(
                askWith, attempts, failures, more, next, null, null, parked, null, where, took.toMillis(), null);
    }

    /** Whoever was asked knew nothing of it, and is asked again. */
    CallState doubted(String why, Instant next, Duration took) {
        return new CallState(
                kind,
                attempts,
                failures,
                waits + DOUBT,
                next,
                null,
                null,
                parked,
                why,
                location,
                took.toMillis(),
                null);
    }

    CallState repeated(CallKind again, String why, Instant next, Duration took) {
        return new CallState(
                again, attempts, failures, progresses(), next, null, null, parked, why, null, took.toMillis(), null);
    }

    CallState sent(Instant now, boolean counts, Instant until) {
        return new CallState(
                kind,
                attempts,
                failures,
                0,
                until,
                null,
                null,
                parked,
                lastError,
                null,
                lastMillis,
                new Sent(now, counts));
    }

    /** Not now: it gets a due time when its turn comes. Nobody has given it up any more, but its failures stay. */
    CallState awaitingTurn() {
        return new CallState(
                kind, attempts, failures, waits, null, claim, node, false, lastError, location, lastMillis, sent);
    }

    CallState awaitedUntil(Instant until) {
        return new CallState(
                kind, attempts, failures, waits, until, claim, node, parked, lastError, location, lastMillis, sent);
    }

    /** It was not made after all. */
    CallState undelivered(String error, Instant next) {
        return new CallState(
                kind, attempts - 1, failures, waits + 1, next, null, null, parked, error, location, lastMillis, null);
    }

    CallState failed(CallKind askWith, String error, boolean counts, Duration took, Instant next) {
        return new CallState(
                askWith,
                attempts,
                counts ? failures + 1 : failures,
                asksOn(askWith) ? waits : 0,
                next,
                null,
                null,
                parked,
                error,
                askWith == CallKind.STATUS ? location : null,
                took.toMillis(),
                null);
    }

    /** What became of a call is asked again, and that the question failed says nothing of it. */
    private boolean asksOn(CallKind next) {
        return next == CallKind.STATUS && kind == CallKind.STATUS;
    }

    CallState parkedNow() {
        return new CallState(
                kind, attempts, failures, 0, null, null, null, true, lastError, location, lastMillis, null);
    }

    /** A person, or the clock, gives it another full set of attempts. One that is at it in a place that was named stays so. */
    CallState unparked(Instant at) {
        int kept = location != null && isInProgress() ? waits : 0;
        return new CallState(kind, attempts, 0, kept, at, null, null, false, lastError, location, lastMillis, null);
    }
}
