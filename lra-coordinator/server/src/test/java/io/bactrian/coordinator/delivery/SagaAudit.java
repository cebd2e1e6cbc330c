package io.bactrian.coordinator.delivery;

import io.bactrian.coordinator.delivery.RandomParticipants.Deed;
import io.bactrian.coordinator.delivery.RandomParticipants.One;
import io.bactrian.coordinator.delivery.SagaWatch.Row;
import io.bactrian.coordinator.delivery.SagaWatch.SagaRow;
import io.bactrian.coordinator.ledger.EventKind;
import io.bactrian.coordinator.ledger.SagaHistory;
import io.bactrian.coordinator.ledger.SagaSearch;
import io.bactrian.coordinator.saga.CallKind;
import io.bactrian.coordinator.saga.OrderPolicy;
import io.bactrian.coordinator.saga.ParticipantStatus;
import io.bactrian.coordinator.saga.SagaStatus;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What must be true of the sagas of a story when it is over, by the ledger and by the participants' own records. */
final class SagaAudit {

    private final RandomStory story;
    private final SagaWatch watch;

    SagaAudit(RandomStory story) {
        this.story = story;
        this.watch = story.watch;
    }

    private void require(boolean holds, String what) {
        if (!holds) {
            watch.violated(what);
        }
    }

    /** Nothing goes on any more: all have ended or wait for a person, who can see them. */
    void everybodyHasEndedOrWaitsForAPerson() {
        Instant now = story.clock.instant();
        Set<String> shown = new SagaSearch(watch.jdbc())
                .newest(new SagaSearch.Filter(List.of(), null, null, null, true), null, 1_000).stream()
                        .map(saga -> saga.id())
                        .collect(Collectors.toSet());
        for (SagaRow saga : watch.sagas().values()) {
            String what = "saga " + saga.id() + " (" + saga.status() + ")";
            require(saga.status() != SagaStatus.ACTIVE, what + " is still undecided");
            require(saga.status().isEnded() || isHeldUp(saga), what + " never ends, and waits for nobody");
            for (Row row : watch.participants(saga.id())) {
                String who = what + ": " + row;
                require(row.claim() == null && !row.sent(), who + " is called for ever");
                require(row.dueAt() == null || row.dueAt().isAfter(now), who + " is due for ever");
                require(
                        !saga.status().isEnded() || row.owed() == null || row.atRest(),
                        who + " is owed a call for ever");
                if (row.parked() || row.status().isFailed() && !row.acknowledged()) {
                    require(saga.attention() && shown.contains(saga.id()), who + " needs a person, and nobody sees it");
                }
            }
        }
    }

    private boolean isHeldUp(SagaRow saga) {
        return watch.participants(saga.id()).stream()
                .anyMatch(row -> row.atRest()
                        || row.status() == ParticipantStatus.FAILED_TO_COMPENSATE
                                && saga.order() == OrderPolicy.STRICT
                                && !row.acknowledged()
                        || row.status().isOwing() && isHeldUpChild(row.childId()));
    }

    private boolean isHeldUpChild(@Nullable String childId) {
        SagaRow child = childId == null ? null : watch.sagas().get(childId);
        return child != null && !child.status().isEnded() && isHeldUp(child);
    }

    boolean isAllWell() {
        return watch.sagas().values().stream().allMatch(saga -> saga.status().isEnded() && !saga.attention());
    }

    /** Everybody could be called and has done it, once a person had asked where that was needed. */
    void everythingIsDone() {
        for (String id : story.started) {
            require(watch.sagas().containsKey(id) || story.removed.contains(id), "saga " + id + " is lost");
        }
        for (SagaRow saga : watch.sagas().values()) {
            String what = "saga " + saga.id() + " (" + saga.status() + ")";
            require(saga.status().isEnded(), what + " has not ended");
            Boolean cancelled = story.cancelled.get(saga.id());
            if (cancelled != null && saga.status().isEnded()) {
                require(
                        cancelled == saga.status().isCancellingSide() || !cancelled && saga.parentId() != null,
                        what + " was asked to " + (cancelled ? "cancel" : "close"));
            }
            for (Row row : watch.participants(saga.id())) {
                participant(saga, row, what + ", participant " + row.id());
            }
            timeline(saga, what);
        }
        for (RandomStory.Joined joined : story.joined.values()) {
            require(
                    story.removed.contains(joined.sagaId())
                            || watch.participants(joined.sagaId()).stream()
                                    .anyMatch(row -> row.id().equals(joined.participantId())
                                            && (row.status() != ParticipantStatus.LEFT
                                                    || story.doubtful.contains(row.id()))),
                    joined.who().name + " has joined saga " + joined.sagaId() + " and is lost");
        }
    }

    private void participant(SagaRow saga, Row row, String what) {
        require(row.owed() == null, what + " is owed " + row.owed());
        if (row.status() == ParticipantStatus.LEFT) {
            return;
        }
        boolean cancelled = saga.status().isCancellingSide();
        boolean failed = row.childId() != null && !watch.sagas().containsKey(row.childId());
        require(
                row.status() == (cancelled ? ParticipantStatus.COMPENSATED : ParticipantStatus.COMPLETED) || failed,
                what + " is " + row.status());
        if (row.childId() != null) {
            return; // SagaWatch has compared both at each commit
        }
        One one = story.whoOf(row);
        boolean settled = row.acknowledged() || story.resolved.contains(row.id());
        what = what + " " + one.name;
        if (cancelled) {
            require(
                    settled || !one.kinds.contains(CallKind.COMPENSATE) || one.deed(CallKind.COMPENSATE) == Deed.DONE,
                    what + " has not compensated");
            require(
                    !one.times.containsKey(CallKind.COMPLETE) || saga.parentId() != null,
                    what + " was asked to complete");
        } else {
            require(
                    settled || !one.kinds.contains(CallKind.COMPLETE) || one.deed(CallKind.COMPLETE) == Deed.DONE,
                    what + " has not completed");
            require(!one.times.containsKey(CallKind.COMPENSATE), what + " was asked to compensate");
        }
        if (one.kinds.contains(CallKind.AFTER) && !settled) {
            int last = one.heard.lastIndexOf(saga.status().wire());
            // a call that another node has taken over may arrive after all that came later
            require(
                    story.sole ? last >= 0 && last == one.heard.size() - 1 : last >= 0,
                    what + " has heard " + one.heard);
        }
        forget(saga, one, cancelled, settled, what);
    }

    /** Who completed while its saga could still be cancelled from around it kept what it needed, until nothing could any more. */
    private void forget(SagaRow saga, One one, boolean cancelled, boolean settled, String what) {
        if (!one.kinds.contains(CallKind.FORGET) || one.cannotSaid || settled) {
            return;
        }
        int times = one.times.getOrDefault(CallKind.FORGET, 0);
        if (cancelled || saga.parentId() == null) {
            require(times == 0, what + " was told to forget what it needed, or never had to keep");
        } else if (wasClosedBeforeAllAround(saga)) {
            require(times > 0, what + " was never told to forget");
        }
    }

    private boolean wasClosedBeforeAllAround(SagaRow saga) {
        long closing = closing(saga.id());
        boolean before = false;
        String inner = saga.id();
        for (SagaRow around = parent(saga); around != null; around = parent(around)) {
            String child = inner;
            if (around.status() != SagaStatus.CLOSED
                    || watch.participants(around.id()).stream()
                            .anyMatch(row -> child.equals(row.childId()) && row.acknowledged())) {
                return false; // a person has settled it by other means
            }
            before |= closing(around.id()) > closing;
            inner = around.id();
        }
        return before;
    }

    private @Nullable SagaRow parent(SagaRow saga) {
        return saga.parentId() == null ? null : watch.sagas().get(saga.parentId());
    }

    /** The place of its decision among all events. */
    private long closing(String sagaId) {
        Long id = watch.jdbc()
                .queryForObject(
                        "SELECT MAX(id) FROM saga_event WHERE kind = 'CLOSING' AND saga_id = ?", Long.class, sagaId);
        return id == null ? 0 : id;
    }

    private void timeline(SagaRow saga, String what) {
        SagaStatus status = SagaStatus.ACTIVE;
        for (SagaHistory.Line line : new SagaHistory(watch.jdbc()).timeline(saga.id(), 10_000)) {
            SagaStatus before = status;
            if (line.kind() == EventKind.CLOSING) {
                require(status == SagaStatus.ACTIVE, what + ": its timeline closes it when it is " + before);
                status = SagaStatus.CLOSING;
            } else if (line.kind() == EventKind.CANCELLING) {
                require(
                        status == SagaStatus.ACTIVE
                                || saga.parentId() != null && status != SagaStatus.CLOSING && status.isClosingSide(),
                        what + ": its timeline cancels it when it is " + before);
                status = SagaStatus.CANCELLING;
            } else if (line.kind() == EventKind.ENDED) {
                status = SagaStatus.ofWire(String.valueOf(line.detail()));
                require(
                        before.isClosingSide() == status.isClosingSide() && before != SagaStatus.ACTIVE,
                        what + ": its timeline ends as " + status + " when it is " + before);
            }
        }
        require(status == saga.status(), what + ": its timeline ends with " + status);
    }
}
