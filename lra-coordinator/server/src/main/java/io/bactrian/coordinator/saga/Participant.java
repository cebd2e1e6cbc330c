package io.bactrian.coordinator.saga;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step's entry in a saga. Its status changes only through the verbs here; whoever calls one holds the saga's row
 * lock and saves the participant in the same transaction.
 */
public final class Participant {

    /** Asking how it goes is cheap. */
    private static final RetryPolicy ASKING =
            new RetryPolicy(Duration.ofMillis(250), 2, Duration.ofMinutes(1), Integer.MAX_VALUE);

    /**
     * So often one that was at it is asked again before its call is repeated: for some eight seconds, by {@link #ASKING}, so that
     * what a killed process was at is done again within ten.
     */
    private static final int MOST_DOUBTS = 5;

    /** Without a place to ask, the call itself is made again: that may cost the participant something. */
    private static final RetryPolicy REPEATING =
            new RetryPolicy(Duration.ofSeconds(5), 2, Duration.ofMinutes(1), Integer.MAX_VALUE);

    /** Whoever carries messages is back when it is back; everything that waits for it goes on within this maximum. */
    private static final RetryPolicy DELIVERING =
            new RetryPolicy(Duration.ofMillis(500), 2, Duration.ofSeconds(10), Integer.MAX_VALUE);

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int TOKEN_BYTES = 24;

    private final Enlistment enlistment;
    private final List<@Nullable Object> asRead;
    private final Terms termsAsRead;
    private final @Nullable Instant endAsRead;
    private Terms terms;
    private ParticipantStatus status;
    private StepReport step;
    private CallState call;
    private boolean acknowledged;
    private @Nullable Instant endedAt;
    private @Nullable String replyToken;

    /** As read from the ledger. */
    public Participant(
            Enlistment enlistment,
            Terms terms,
            ParticipantStatus status,
            StepReport step,
            CallState call,
            boolean acknowledged,
            @Nullable Instant endedAt,
            @Nullable String replyToken) {
        this.enlistment = enlistment;
        this.terms = terms;
        this.status = status;
        this.step = step;
        this.call = call;
        this.acknowledged = acknowledged;
        this.endedAt = endedAt;
        this.replyToken = replyToken;
        this.asRead = parts();
        this.termsAsRead = terms;
        this.endAsRead = endedAt;
    }

    /** A participant that joins now. */
    public static Participant joining(Enlistment enlistment, Terms terms) {
        return new Participant(
                enlistment,
                terms,
                ParticipantStatus.ACTIVE,
                StepReport.RUNNING,
                CallState.NONE,
                false,
                null,
                newToken());
    }

    /** It joins again, or its links or data are replaced. Who has moved is not asked any more where it was before. */
    public void replaceTerms(Terms newTerms) {
        if (!newTerms.links().equals(terms.links())) {
            call = call.elsewhere();
        }
        terms = newTerms;
        if (replyToken == null) {
            replyToken = newToken(); // it joined when there was none
        }
    }

    private static String newToken() {
        byte[] bytes = new byte[TOKEN_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The application says how far the step got. */
    public void report(StepReport report) {
        step = report;
    }

    /** It leaves before the decision. */
    public void leave(Instant now) {
        require(status == ParticipantStatus.ACTIVE, "leave");
        status = ParticipantStatus.LEFT;
        endedAt = now;
    }

    /**
     * The saga is cancelled; whoever has nothing to call is compensated at once, the others wait for their turn. One of a nested saga
     * may be told at this moment how that has ended before: it is asked when it has heard that, for it is called one at a time.
     */
    public void beginCompensating(Instant now) {
        require(status.mayBeginCompensating(), "begin compensating");
        endedAt = null;
        acknowledged = false; // what a person settled was the completion
        if (enlistment.childId() == null && terms.links().compensate() == null) {
            finish(ParticipantStatus.COMPENSATED, now);
        } else {
            status = ParticipantStatus.COMPENSATING;
            call = CallState.behind(call, CallKind.COMPENSATE);
        }
    }

    /** The saga is closed; whoever has nothing to call is completed at once, the others are due. */
    public void beginCompleting(Instant now) {
        require(status == ParticipantStatus.ACTIVE, "begin completing");
        if (enlistment.childId() == null && terms.links().complete() == null) {
            finish(ParticipantStatus.COMPLETED, now);
        } else {
            status = ParticipantStatus.COMPLETING;
            call = CallState.of(CallKind.COMPLETE, now);
        }
    }

    /** Its turn has come, unless it is being called or has a time already. */
    public void takeTurn(Instant now) {
        if (call.claim() == null && call.dueAt() == null && !call.parked()) {
            call = call.dueAt(now);
        }
    }

    /**
     * Whoever comes before it is not through, though it is due: its due time goes, because it would be found due again and
     * again and nothing could be done, and {@link #takeTurn} gives it a new one.
     */
    public void awaitTurn(Instant now) {
        Instant due = call.dueAt();
        if (!call.isUnderWay() && due != null && !due.isAfter(now)) {
            call = call.awaitingTurn();
        }
    }

    /** It is owed one more call after its part in the saga is over: forget or after. */
    public void owe(CallKind kind, Instant now) {
        call = CallState.of(kind, now);
    }

    /**
     * Its saga goes on after an end, which it need not hear of any more: it will hear of the next one. One that is being told at this
     * moment has heard of both then.
     */
    public void awaitNextEnd() {
        if (call.kind() == CallKind.AFTER && !call.isUnderWay()) {
            call = call.withdrawn();
        }
    }

    /** A call has ended behind which it waits with another; that one is made when its turn comes. */
    public void formerCallEnded() {
        call = call.unclaimed();
    }

    /** The call is made now by {@code node}. */
    public void claim(String token, String node) {
        call = whereItCanBeMade().claimed(token, node);
    }

    /** Whoever claimed it is gone: it is due for everybody. */
    public void release(Instant now) {
        call = call.released(now);
    }

    /** An answer "done" to compensate, complete or status. */
    public void done(Instant now, Duration took) {
        call = call.settled(took);
        finish(
                status == ParticipantStatus.COMPENSATING ? ParticipantStatus.COMPENSATED : ParticipantStatus.COMPLETED,
                now);
    }

    /** An answer "cannot"; a forget link is called next. */
    public void failedForGood(String reason, Instant now, Duration took) {
        call = call.failed(CallKind.FORGET, reason, false, took, now);
        call = terms.links().forget() == null ? call.settled(took) : call.unparked(now);
        finish(
                status == ParticipantStatus.COMPENSATING
                        ? ParticipantStatus.FAILED_TO_COMPENSATE
                        : ParticipantStatus.FAILED_TO_COMPLETE,
                now);
    }

    /**
     * An answer "in progress": ask again later, by the status link, else at {@code where}, else by the same call.
     *
     * @param where the place that the answer names; when it names none, a place that was named before stays
     * @param again after this time; null for the coordinator's own back-off
     */
    public void inProgress(@Nullable String where, @Nullable Duration again, Instant now, Duration took) {
        String place = where == null && call.kind() == CallKind.STATUS ? call.location() : where;
        boolean canAsk = place != null || terms.links().status() != null;
        RetryPolicy policy = canAsk || enlistment.childId() != null ? ASKING : REPEATING;
        Instant next = now.plus(again != null ? again : policy.jitteredWaitAfter(call.progresses() + 1));
        call = call.inProgress(canAsk ? CallKind.STATUS : mainCall(), place, next, took);
    }

    /**
     * The call is on its way as a message; its answer is awaited until {@code until}.
     *
     * @param counts silence counts towards parking
     */
    public void sent(boolean counts, Instant now, Instant until) {
        call = call.sent(now, counts, until);
    }

    /** No answer has come in time, and it is not known yet whether it could have: it is awaited longer. */
    public void awaitUntil(Instant until) {
        call = call.awaitedUntil(until);
    }

    /** The call could not even be sent: again after a wait, however often, because that is nobody's failure. */
    public void undelivered(String reason, Instant now) {
        call = call.undelivered(reason, now.plus(DELIVERING.jitteredWaitAfter(call.waits() + 1)));
        if (call.parked()) {
            call = call.parkedNow();
        }
    }

    /**
     * Asked for its status, the participant does not know of the call, or knows that it has failed: make the call itself again. Now,
     * when the call's own end has been counted; after a wait and as a failed attempt, when it had said that it was at it and says that
     * it has failed. Had it said that it was at it and knows nothing of it, another replica may have been asked than the one that
     * is: it is asked again, for the call would begin a second run beside the first, and called only when nobody has known of it for
     * long.
     *
     * @param failed it says so
     * @param counts such a failure counts towards parking
     */
    public void repeat(
            String reason, boolean failed, boolean counts, RetryPolicy standard, Instant now, Duration took) {
        if (failed && counts && call.isAskedAfterProgress()) {
            fail(mainCall(), reason, true, standard, now, took);
        } else if (!failed && call.isAskedAfterProgress() && call.doubts() < MOST_DOUBTS) {
            call = call.doubted(reason, now.plus(ASKING.jitteredWaitAfter(call.doubts() + 1)), took);
        } else {
            call = call.repeated(mainCall(), reason, now, took);
        }
    }

    /**
     * No usable answer: again after a wait, or parked when the attempts are spent. Whoever has a status link is asked
     * first, because the call may have had its effect (MicroProfile LRA 2.0, "Recovering"; the TCK demands it). A place that was
     * named with a 202 is asked until its attempts are spent, and once more when a person has said so; then the call is made again, for
     * the place may be gone for ever.
     *
     * @param counts the failure counts towards parking
     */
    public void tryAgain(String reason, boolean counts, RetryPolicy standard, Instant now, Duration took) {
        CallKind kind = call.kind() == null ? mainCall() : call.kind();
        if (status.isOwing() && terms.links().status() != null) {
            kind = CallKind.STATUS;
        } else if (call.isLastAskInPlace()) {
            kind = mainCall();
        }
        fail(kind, reason, counts, standard, now, took);
    }

    private void fail(CallKind next, String reason, boolean counts, RetryPolicy standard, Instant now, Duration took) {
        RetryPolicy policy = terms.retry() == null ? standard : terms.retry();
        Instant due = now.plus(policy.jitteredWaitAfter(call.failures() + 1));
        call = call.failed(next, reason, counts, took, due);
        if (call.parked() || policy.isSpentAfter(call.failures())) {
            call = call.parkedNow();
        }
    }

    /** Forget or after was heard; nothing more is owed. */
    public void heard(Duration took) {
        call = call.settled(took);
    }

    /** A person asks for another try, of what is owed or of what failed for good. */
    public void retry(Instant now) {
        if (status == ParticipantStatus.FAILED_TO_COMPENSATE) {
            status = ParticipantStatus.COMPENSATING;
            acknowledged = false;
            endedAt = null;
            call = CallState.of(CallKind.COMPENSATE, null);
        } else if (status == ParticipantStatus.FAILED_TO_COMPLETE) {
            status = ParticipantStatus.COMPLETING;
            acknowledged = false;
            endedAt = null;
            call = CallState.of(CallKind.COMPLETE, now);
        } else {
            call = whereItCanBeMade().unparked(now);
        }
    }

    /** A person says that it is settled, whatever was answered. */
    public void resolve(Instant now) {
        call = call.settled(Duration.ZERO);
        if (!status.isOwing() && !status.isFailed()) {
            return; // only a forget or an after is written off: how its part ended stays true
        }
        boolean compensating =
                status == ParticipantStatus.COMPENSATING || status == ParticipantStatus.FAILED_TO_COMPENSATE;
        acknowledged = true;
        finish(compensating ? ParticipantStatus.COMPENSATED : ParticipantStatus.COMPLETED, now);
    }

    /** A forced pass calls it now, parked or not. */
    public void force(Instant now) {
        call = whereItCanBeMade().dueAt(now);
    }

    /** The call it is owed; the main call, when its status cannot be asked anywhere any more. */
    private CallState whereItCanBeMade() {
        boolean nowhere = call.kind() == CallKind.STATUS && terms.links().status() == null && call.location() == null;
        return nowhere ? call.as(mainCall()) : call;
    }

    /** Something differs from what was read: it has to be saved. */
    public boolean isChanged() {
        return !asRead.equals(parts());
    }

    /** What it joined with differs from what was read, or does not tell it apart any more because it leaves now. */
    public boolean hasNewTerms() {
        return !terms.equals(termsAsRead) || isChanged() && status == ParticipantStatus.LEFT;
    }

    private List<@Nullable Object> parts() {
        return Arrays.asList(terms, status, step, call, acknowledged, endedAt, replyToken);
    }

    private void finish(ParticipantStatus end, Instant now) {
        status = end;
        endedAt = now;
    }

    /** Its end is not in the ledger yet. */
    boolean endsNow() {
        return endedAt != null && !endedAt.equals(endAsRead);
    }

    /** It ends now, and others had ended by {@code latest}, maybe by the clock of another node that is ahead of ours. */
    void endAfter(Instant latest) {
        if (endedAt != null && !endedAt.isAfter(latest)) {
            endedAt = latest.plus(1, ChronoUnit.MICROS); // the least that the ledger tells apart
        }
    }

    /** What it is, or was last, to be called for: compensate or complete. */
    public CallKind mainCall() {
        return status == ParticipantStatus.COMPENSATING ? CallKind.COMPENSATE : CallKind.COMPLETE;
    }

    private void require(boolean legal, String verb) {
        if (!legal) {
            throw new IllegalStateException("participant " + enlistment.id() + " of saga " + enlistment.sagaId()
                    + " is " + status.wire() + " and cannot " + verb);
        }
    }

    public Enlistment enlistment() {
        return enlistment;
    }

    public String id() {
        return enlistment.id();
    }

    public int seq() {
        return enlistment.seq();
    }

    public Terms terms() {
        return terms;
    }

    public ParticipantStatus status() {
        return status;
    }

    public StepReport step() {
        return step;
    }

    public CallState call() {
        return call;
    }

    /** What its answers must carry when they come as messages; null when it joined before there were any. */
    public @Nullable String replyToken() {
        return replyToken;
    }

    /** This is the token that its answers must carry. */
    public boolean isReplyToken(String token) {
        return replyToken != null
                && MessageDigest.isEqual(
                        replyToken.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    }

    /** It was its turn to be asked to compensate or complete, now or before, and it has not answered that yet. */
    public boolean isAsked() {
        return status.isOwing()
                && (call.isUnderWay()
                        || call.dueAt() != null
                        || call.parked()
                        || call.attempts() > 0
                        || call.lastError() != null); // undelivered is no attempt, but may have arrived
    }

    /** A person has taken note of, or settled, its failure. */
    public boolean acknowledged() {
        return acknowledged;
    }

    /** It is parked, or has failed and nobody has taken note of that. */
    public boolean needsPerson() {
        return call.parked() || (status.isFailed() && !acknowledged);
    }

    public @Nullable Instant endedAt() {
        return endedAt;
    }

    /** Owes an answer to compensate or complete, and its attempts are spent. */
    public boolean isParkedOwing() {
        return status.isOwing() && call.parked();
    }
}
