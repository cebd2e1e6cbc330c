package io.bactrian.coordinator.saga;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One long-running action. Its status changes only through the verbs here; whoever calls one holds the row's lock and
 * saves the saga in the same transaction.
 */
public final class Saga {

    private static final String CLOSED_FOR_GOOD = "all that it is nested in has closed";

    private final Identity identity;
    private @Nullable String name;
    private @Nullable String businessKey;
    private SagaStatus status;
    private Instant deadline;
    private boolean deadlineIsDefault;
    private @Nullable String currentStep;
    private @Nullable String reason;
    private int lastSeq;
    private boolean attention;
    private @Nullable Instant decidedAt;
    private @Nullable Instant endedAt;
    private final long version;
    private final State asRead;

    /**
     * Who a saga is; this never changes.
     *
     * @param id the uid, last part of the LRA id's path
     * @param lraId the LRA id as it was issued, a URL
     * @param clientId who started it: {@code application/instance/incarnation} binds it to that process
     * @param parentId uid of the saga it is nested in; null for a top-level saga
     */
    public record Identity(
            String id,
            String lraId,
            String clientId,
            @Nullable String parentId,
            OrderPolicy order,
            @Nullable String idempotencyKey,
            Instant startedAt) {

        /** Where a participant of this saga can be looked up and moved; the same for every caller and at any time. */
        public String recoveryUrl(String participantId) {
            String coordinator = lraId.substring(0, lraId.indexOf("/" + id));
            return coordinator + "/recovery/" + id + "/" + participantId;
        }
    }

    /** What changes, as the ledger keeps it. */
    public record State(
            @Nullable String name,
            @Nullable String businessKey,
            SagaStatus status,
            Instant deadline,
            boolean deadlineIsDefault,
            @Nullable String currentStep,
            @Nullable String reason,
            int lastSeq,
            boolean attention,
            @Nullable Instant decidedAt,
            @Nullable Instant endedAt,
            long version) {}

    /** As read from the ledger. */
    public Saga(Identity identity, State state) {
        this.identity = identity;
        this.name = state.name();
        this.businessKey = state.businessKey();
        this.status = state.status();
        this.deadline = state.deadline();
        this.deadlineIsDefault = state.deadlineIsDefault();
        this.currentStep = state.currentStep();
        this.reason = state.reason();
        this.lastSeq = state.lastSeq();
        this.attention = state.attention();
        this.decidedAt = state.decidedAt();
        this.endedAt = state.endedAt();
        this.version = state.version();
        this.asRead = state;
    }

    /** A saga that starts now; {@code limit} null takes {@code standardLimit}, which the first explicit one replaces. */
    public static Saga starting(
            Identity identity,
            @Nullable String name,
            @Nullable String businessKey,
            @Nullable Duration limit,
            Duration standardLimit) {
        Instant deadline = identity.startedAt().plus(limit == null ? standardLimit : limit);
        return new Saga(
                identity,
                new State(
                        name,
                        businessKey,
                        SagaStatus.ACTIVE,
                        deadline,
                        limit == null,
                        null,
                        null,
                        0,
                        false,
                        null,
                        null,
                        0));
    }

    /** The place of the participant that joins now. */
    public int nextSeq() {
        return ++lastSeq;
    }

    /** The first explicit limit replaces the server's default; any other only extends. */
    public void limitTo(Instant newDeadline) {
        if (deadlineIsDefault || newDeadline.isAfter(deadline)) {
            deadline = newDeadline;
            deadlineIsDefault = false;
        }
    }

    /** Name and business key may come late, with a join; the first that is given stays. */
    public void describe(@Nullable String newName, @Nullable String newBusinessKey) {
        if (name == null) {
            name = newName;
        }
        if (businessKey == null) {
            businessKey = newBusinessKey;
        }
    }

    /** The step people see as current. */
    public void enterStep(@Nullable String step) {
        if (step != null) {
            currentStep = step;
        }
    }

    /** The one decision: to close; {@code why} is null unless it is not what a client asked for. */
    public void decideClose(@Nullable String why, Instant now) {
        require(status == SagaStatus.ACTIVE, "close");
        status = SagaStatus.CLOSING;
        reason = why;
        decidedAt = now;
    }

    /** The one decision: to cancel, for {@code why}. A closed nested saga is reopened by its parent only. */
    public void decideCancel(String why, boolean byParent, Instant now) {
        require(
                status == SagaStatus.ACTIVE
                        || (byParent && (status == SagaStatus.CLOSED || status == SagaStatus.FAILED_TO_CLOSE)),
                "cancel");
        status = SagaStatus.CANCELLING;
        reason = why.length() > 1000 ? why.substring(0, 1000) : why;
        decidedAt = now;
        endedAt = null;
    }

    /**
     * Everything around this closed nested saga has closed as well: nobody can cancel it any more.
     *
     * @return false when that was known before
     */
    public boolean closeForGood() {
        require(status == SagaStatus.CLOSED, "be closed for good");
        boolean news = !isClosedForGood();
        reason = CLOSED_FOR_GOOD;
        return news;
    }

    /** Told so by {@link #closeForGood}; a saga that was open until then never needed that. */
    public boolean isClosedForGood() {
        return CLOSED_FOR_GOOD.equals(reason);
    }

    /** A person retries a participant of a saga that had failed: it is on its way again. */
    public void resume() {
        if (status == SagaStatus.FAILED_TO_CANCEL) {
            status = SagaStatus.CANCELLING;
        } else if (status == SagaStatus.FAILED_TO_CLOSE) {
            status = SagaStatus.CLOSING;
        }
        endedAt = null;
    }

    /** Every participant is final. */
    public void end(boolean anyFailed, Instant now) {
        require(status == SagaStatus.CLOSING || status == SagaStatus.CANCELLING, "end");
        if (status == SagaStatus.CLOSING) {
            status = anyFailed ? SagaStatus.FAILED_TO_CLOSE : SagaStatus.CLOSED;
        } else {
            status = anyFailed ? SagaStatus.FAILED_TO_CANCEL : SagaStatus.CANCELLED;
        }
        endedAt = now;
    }

    /**
     * A person is needed while any participant needs one.
     *
     * @return true when that is news
     */
    public boolean flagAttention(List<Participant> participants) {
        boolean before = attention;
        attention = participants.stream().anyMatch(Participant::needsPerson);
        return attention && !before;
    }

    /** Something differs from what was read: it has to be saved. */
    public boolean isChanged() {
        return !asRead.equals(state());
    }

    private void require(boolean legal, String verb) {
        if (!legal) {
            throw new IllegalStateException("saga " + identity.id() + " is " + status.wire() + " and cannot " + verb);
        }
    }

    public String id() {
        return identity.id();
    }

    public Identity identity() {
        return identity;
    }

    public State state() {
        return new State(
                name,
                businessKey,
                status,
                deadline,
                deadlineIsDefault,
                currentStep,
                reason,
                lastSeq,
                attention,
                decidedAt,
                endedAt,
                version);
    }

    public SagaStatus status() {
        return status;
    }

    public Instant deadline() {
        return deadline;
    }

    public @Nullable Instant endedAt() {
        return endedAt;
    }

    /** Undecided, and its time is over at {@code now}: whoever sees it must cancel it. */
    public boolean isOverdue(Instant now) {
        return status == SagaStatus.ACTIVE && !now.isBefore(deadline);
    }
}
