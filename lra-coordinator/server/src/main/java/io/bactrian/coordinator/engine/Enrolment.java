package io.bactrian.coordinator.engine;

import io.bactrian.coordinator.ledger.EventKind;
import io.bactrian.coordinator.ledger.Ledger;
import io.bactrian.coordinator.saga.Enlistment;
import io.bactrian.coordinator.saga.Links;
import io.bactrian.coordinator.saga.OrderPolicy;
import io.bactrian.coordinator.saga.Participant;
import io.bactrian.coordinator.saga.ParticipantStatus;
import io.bactrian.coordinator.saga.Saga;
import io.bactrian.coordinator.saga.SagaStatus;
import io.bactrian.coordinator.saga.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;

/** Start, join, leave, renew: what may happen to a saga before it is decided. Committed before it returns. */
public final class Enrolment {

    private static final Links NO_LINKS = new Links(null, null, null, null, null, null);

    private final Desk desk;
    private final Ledger ledger;
    private final Progress progress;
    private final SagaIds ids = new SagaIds();

    public Enrolment(Desk desk) {
        this.desk = desk;
        this.ledger = desk.ledger();
        this.progress = new Progress(desk);
    }

    /**
     * What a start asks for.
     *
     * @param lraIdOf makes the LRA id, a URL, from the uid
     * @param limit null for the server's default
     * @param parentId uid of the parent; null for a top-level saga
     * @param idempotencyKey a start with the key of an earlier one is that saga; with {@code firstJoin}, it is refused
     *     where that saga takes no join any more; null for none
     * @param firstJoin start and first join in one; null to start only
     */
    public record Start(
            UnaryOperator<String> lraIdOf,
            String clientId,
            @Nullable Duration limit,
            @Nullable String parentId,
            @Nullable String name,
            @Nullable String businessKey,
            OrderPolicy order,
            @Nullable String idempotencyKey,
            @Nullable Terms firstJoin) {}

    /** What a join asks for; {@code limit} null leaves the deadline as it is. */
    public record Join(
            Terms terms,
            @Nullable Duration limit,
            @Nullable String name,
            @Nullable String businessKey) {}

    /**
     * Starts a saga; refuses when the parent is unknown or has ended, and a repeated start that joins when its saga is
     * decided or overdue.
     */
    public Outcome start(Start request) {
        try {
            return desk.inTransaction(effects -> startInside(request, effects));
        } catch (DuplicateKeyException e) {
            if (request.idempotencyKey() == null) {
                throw e;
            }
            return desk.inTransaction(effects -> startInside(request, effects));
        }
    }

    private Outcome startInside(Start request, Effects effects) {
        if (request.idempotencyKey() != null) {
            Optional<Saga> earlier = ledger.findByIdempotencyKey(request.idempotencyKey());
            if (earlier.isPresent()) {
                return startedBefore(earlier.get(), request, effects);
            }
        }
        Instant now = desk.now();
        ledger.noteStartBy(request.clientId(), now);
        String uid = ids.next(now);
        if (request.parentId() != null) {
            Optional<Saga> parent = ledger.lock(request.parentId());
            if (parent.isEmpty()
                    || parent.get().status() != SagaStatus.ACTIVE
                    || parent.get().isOverdue(now)) {
                return Outcome.refused(
                        Refusal.NO_SUCH_PARENT,
                        null,
                        "The parent saga " + request.parentId() + " is not active on this coordinator"
                                + parent.map(p -> ", it is " + p.status().wire())
                                        .orElse(", it is not known")
                                + "; a nested saga needs an active parent");
            }
            enlistChild(parent.get(), uid, request.name(), now);
        }
        Saga saga = Saga.starting(
                new Saga.Identity(
                        uid,
                        request.lraIdOf().apply(uid),
                        request.clientId(),
                        request.parentId(),
                        request.order(),
                        request.idempotencyKey(),
                        now),
                request.name(),
                request.businessKey(),
                request.limit(),
                desk.settings().defaultTimeLimit());
        effects.tell(SagaListener::started);
        Terms firstJoin = request.firstJoin();
        if (firstJoin == null) {
            ledger.insert(saga);
            ledger.note(uid, now, EventKind.STARTED, null, request.name());
            return Outcome.done(saga);
        }
        Participant first =
                Participant.joining(new Enlistment(uid, saga.nextSeq(), newParticipantId(), null, now), firstJoin);
        saga.enterStep(firstJoin.step());
        ledger.insert(saga);
        ledger.note(uid, now, EventKind.STARTED, null, request.name());
        ledger.insert(first);
        ledger.note(uid, now, EventKind.JOINED, first.id(), firstJoin.step());
        return Outcome.done(saga, first);
    }

    /**
     * Who only asks which saga it was learns that, whatever became of it: it may have to cancel it. Who is enlisted with it
     * runs its step next, and so is too late where a join would be.
     */
    private Outcome startedBefore(Saga saga, Start request, Effects effects) {
        Terms firstJoin = request.firstJoin();
        return firstJoin == null
                ? Outcome.done(saga)
                : ledger.lock(saga.id())
                        .map(locked -> joinedBefore(locked, firstJoin, request.idempotencyKey(), effects))
                        .orElseGet(() -> Outcome.unknown(saga.id()));
    }

    private Outcome joinedBefore(Saga saga, Terms firstJoin, @Nullable String key, Effects effects) {
        List<Participant> participants = ledger.participants(saga.id());
        String identity = firstJoin.links().identity();
        Optional<Participant> first =
                participants.stream().filter(p -> is(p, identity)).findFirst();
        if (first.isEmpty()) {
            return Outcome.refused(
                    Refusal.NOT_POSSIBLE,
                    saga,
                    "Idempotency-Key " + key + " was used before by a start with another first participant; use a new"
                            + " key for a new saga");
        }
        if (saga.isOverdue(desk.now())) {
            return cancelOverdue(saga, participants, effects);
        }
        return saga.status() == SagaStatus.ACTIVE ? Outcome.done(saga, first.get()) : tooLate(saga, "join");
    }

    private void enlistChild(Saga parent, String childId, @Nullable String name, Instant now) {
        Participant child = Participant.joining(
                new Enlistment(parent.id(), parent.nextSeq(), newParticipantId(), childId, now),
                new Terms(NO_LINKS, name == null ? "nested saga" : name, null, null, false, null));
        ledger.insert(child);
        ledger.save(parent);
        ledger.note(parent.id(), now, EventKind.JOINED, child.id(), "nested saga " + childId);
    }

    /**
     * Enlists a participant, or finds it enlisted and replaces its terms: the same links are the same participant.
     * A listener that only has an {@code after} link may still join while the saga is ending.
     */
    public Outcome join(String sagaId, Join request) {
        return desk.inTransaction(effects -> ledger.lock(sagaId)
                .map(saga -> joinLocked(saga, request, effects))
                .orElseGet(() -> Outcome.unknown(sagaId)));
    }

    private Outcome joinLocked(Saga saga, Join request, Effects effects) {
        Instant now = desk.now();
        if (saga.isOverdue(now)) {
            return cancelOverdue(saga, ledger.participants(saga.id()), effects);
        }
        Terms terms = request.terms();
        boolean late = Progress.isEnding(saga) && terms.links().isListenerOnly();
        Optional<Participant> enlisted =
                ledger.enlisted(saga.id(), terms.links().identity());
        if (enlisted.isPresent() && saga.status() == SagaStatus.CLOSED && ledger.hasUndecidedParent(saga)) {
            return Outcome.done(saga, enlisted.get()); // a closed nested saga may still be cancelled from inside
        }
        if (saga.status() != SagaStatus.ACTIVE && !late) {
            return tooLate(saga, "join");
        }
        if (request.limit() != null && !late) {
            saga.limitTo(now.plus(request.limit()));
        }
        saga.describe(request.name(), request.businessKey());
        saga.enterStep(terms.step());
        if (enlisted.isPresent()) {
            enlisted.get().replaceTerms(terms);
            ledger.note(saga.id(), now, EventKind.REJOINED, enlisted.get().id(), terms.step());
            ledger.saveChanged(List.of(enlisted.get()));
            ledger.save(saga);
            return Outcome.done(saga, enlisted.get());
        }
        Participant participant =
                Participant.joining(new Enlistment(saga.id(), saga.nextSeq(), newParticipantId(), null, now), terms);
        if (late && saga.status() == SagaStatus.CANCELLING) {
            participant.beginCompensating(now);
        } else if (late) {
            participant.beginCompleting(now);
        }
        ledger.insert(participant);
        ledger.note(saga.id(), now, EventKind.JOINED, participant.id(), terms.step());
        ledger.save(saga);
        return Outcome.done(saga, participant);
    }

    /** Takes a participant out of an undecided saga. */
    public Outcome leave(String sagaId, Links links) {
        return change(sagaId, "leave", (saga, participants) -> {
            Optional<Participant> enlisted =
                    participants.stream().filter(p -> is(p, links.identity())).findFirst();
            if (enlisted.isEmpty()) {
                return Outcome.refused(
                        Refusal.NOT_ENLISTED,
                        saga,
                        "No participant with the link " + links.identity() + " is enlisted in saga " + saga.id());
            }
            enlisted.get().leave(desk.now());
            ledger.note(saga.id(), desk.now(), EventKind.LEFT, enlisted.get().id(), null);
            return Outcome.done(saga, enlisted.get());
        });
    }

    /** Extends the deadline; {@code limit} counts from now, null changes nothing. */
    public Outcome renew(String sagaId, @Nullable Duration limit) {
        return change(sagaId, "renew", (saga, participants) -> {
            if (limit != null) {
                saga.limitTo(desk.now().plus(limit));
                ledger.note(saga.id(), desk.now(), EventKind.LIMITED, null, "until " + saga.deadline());
            }
            return Outcome.done(saga);
        });
    }

    private interface Change {
        Outcome apply(Saga saga, List<Participant> participants);
    }

    private Outcome change(String sagaId, String verb, Change change) {
        return desk.inTransaction(effects -> {
            Optional<Saga> locked = ledger.lock(sagaId);
            if (locked.isEmpty()) {
                return Outcome.unknown(sagaId);
            }
            Saga saga = locked.get();
            List<Participant> participants = ledger.participants(sagaId);
            if (saga.isOverdue(desk.now())) {
                return cancelOverdue(saga, participants, effects);
            }
            if (saga.status() != SagaStatus.ACTIVE) {
                return tooLate(saga, verb);
            }
            Outcome outcome = change.apply(saga, participants);
            if (outcome.accepted()) {
                ledger.saveChanged(participants);
                ledger.save(saga);
            }
            return outcome;
        });
    }

    private Outcome cancelOverdue(Saga saga, List<Participant> participants, Effects effects) {
        progress.decide(saga, participants, true, Decisions.DEADLINE, false);
        progress.advance(saga, participants, effects);
        return Outcome.refused(
                Refusal.DEADLINE_PASSED,
                saga,
                "The deadline of saga " + saga.id() + ", " + saga.deadline() + ", has passed: it is being cancelled");
    }

    private static Outcome tooLate(Saga saga, String verb) {
        Refusal why = saga.status().isEnded() ? Refusal.ENDED : Refusal.ENDING;
        return Outcome.refused(
                why, saga, "Saga " + saga.id() + " is " + saga.status().wire() + ": too late to " + verb);
    }

    static boolean is(Participant participant, String identity) {
        return participant.enlistment().childId() == null
                && participant.status() != ParticipantStatus.LEFT
                && participant.terms().links().identity().equals(identity);
    }

    private static String newParticipantId() {
        return UUID.randomUUID().toString();
    }
}
