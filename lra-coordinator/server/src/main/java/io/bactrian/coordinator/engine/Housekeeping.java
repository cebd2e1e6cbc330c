package io.bactrian.coordinator.engine;

import io.bactrian.coordinator.ledger.Instances;
import io.bactrian.coordinator.ledger.Ledger;
import io.bactrian.coordinator.ledger.Nodes;
import io.bactrian.coordinator.saga.Participant;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.CannotCreateTransactionException;

/** What happens by itself as time passes. Every method may run on every node at any time. */
public final class Housekeeping {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final int BATCH = 200;

    /** Nobody has been silent since then. */
    private static final Instant LONG_AGO = Instant.EPOCH;

    private final Desk desk;
    private final Ledger ledger;
    private final Decisions decisions;
    private final Nodes nodes;
    private final Instances instances;
    private final Instant startedAt;
    private final SignsOfLife signsOfLife;
    private volatile Set<String> suspected = Set.of();

    public Housekeeping(Desk desk, Decisions decisions, Nodes nodes, Instances instances) {
        this.desk = desk;
        this.ledger = desk.ledger();
        this.decisions = decisions;
        this.nodes = nodes;
        this.instances = instances;
        this.startedAt = desk.now();
        this.signsOfLife = new SignsOfLife(desk::now, System::nanoTime);
    }

    /**
     * Before anything else: with {@code sole} true no other process can have this ledger open, so whatever was under
     * way when the last one died is due again at once.
     */
    public void begin(boolean sole) {
        Instant now = desk.now();
        int calls = desk.inTransaction(effects -> {
            int released = 0;
            if (sole) {
                released = ledger.releaseAllClaims(now);
                nodes.removeAll();
            }
            nodes.beat(desk.node(), startedAt, now);
            return released;
        });
        if (calls > 0) {
            LOG.info("{} calls were under way when the coordinator stopped; they are made again", calls);
        }
    }

    /** Cancels sagas whose deadline passed, whether or not any node was up then; returns how many. */
    public int expire() {
        Instant now = desk.now();
        List<String> overdue = ledger.overdue(now, BATCH);
        return (int) overdue.stream()
                .filter(id -> contained(
                        id, () -> decisions.cancelIfStill(id, Decisions.DEADLINE, saga -> saga.isOverdue(now))))
                .count();
    }

    /** Tells requests of this node that wait for a saga's end, when another node has taken the answer that ended it. */
    public void tellWhoWaits() {
        List<String> awaited = desk.ends().awaited();
        if (!awaited.isEmpty()) {
            ledger.endedAmong(awaited.subList(0, Math.min(awaited.size(), BATCH)))
                    .forEach(desk.ends()::signal);
        }
    }

    /** Cancels undecided sagas of application instances that restarted, said goodbye or fell silent. */
    public int cancelOrphans() {
        Instant silence = desk.now().minus(desk.settings().instanceSilence());
        Instant limit = signsOfLife.write(() -> {
            Instant heard = signsOfLife.wouldHaveComeSince(silence) ? silence : LONG_AGO;
            desk.inTransaction(effects -> instances.markLost(heard));
            return heard;
        });
        return (int) ledger.orphans(limit, BATCH).stream()
                .filter(id -> contained(
                        id,
                        () -> decisions.cancelIfStill(
                                id,
                                "the application instance that started it is gone",
                                saga -> instances.isGone(saga.identity().clientId(), limit))))
                .count();
    }

    /** One saga that cannot be handled must not keep the others waiting. */
    private static boolean contained(String sagaId, BooleanSupplier work) {
        try {
            return work.getAsBoolean();
        } catch (CannotCreateTransactionException e) {
            throw e; // the ledger is away for all of them: the next look tries again
        } catch (RuntimeException | Error e) {
            LOG.warn("saga {} could not be handled now; it is tried again", sagaId, e);
            return false;
        }
    }

    /** From now on {@link #heartbeat} comes every few seconds; when it does not, this process stood still. */
    public void expectRegularHeartbeat() {
        signsOfLife.expectRegularWrites();
    }

    /** This node lives. It is not told with anything that may take long: late, it would be taken for dead. */
    public void heartbeat() {
        signsOfLife.beat(() -> desk.inTransaction(effects -> {
            nodes.beat(desk.node(), startedAt, desk.now());
            return true;
        }));
    }

    /** How long ago the last heartbeat was written, once that is too long; empty where none is expected. */
    public Optional<Duration> withoutHeartbeatFor() {
        return signsOfLife.withoutBeatFor();
    }

    /** The calls of nodes that do not live are due again. */
    public void takeOver() {
        Instant now = desk.now();
        Instant silence = now.minus(desk.settings().nodeSilence());
        Instant limit = signsOfLife.wouldHaveComeSince(silence) ? silence : LONG_AGO;
        List<String> dead = new ArrayList<>();
        Set<String> alive = desk.inTransaction(effects -> {
            dead.clear();
            nodes.silentSince(limit).stream()
                    .filter(node -> !node.equals(desk.node()))
                    .forEach(dead::add);
            dead.forEach(nodes::remove);
            return livingSince(limit);
        });
        dead.forEach(node -> LOG.warn("coordinator node {} fell silent; its calls under way are taken over", node));
        // whoever holds a claim and is not among the living: also one that was removed before it made its last claim
        ledger.sagasClaimedByOthersThan(List.copyOf(alive))
                .forEach(sagaId -> contained(sagaId, () -> takeOver(sagaId, limit, now)));
    }

    private Set<String> livingSince(Instant limit) {
        Set<String> alive = new HashSet<>(nodes.aliveSince(limit));
        alive.add(desk.node());
        return alive;
    }

    /** Both at once, for whoever turns the clock by hand. */
    public void beat() {
        heartbeat();
        takeOver();
    }

    /** False when somebody is at this saga at this moment: then the next beat does it. */
    private boolean takeOver(String sagaId, Instant limit, Instant now) {
        return desk.inTransaction(effects -> {
            if (ledger.lockIfFree(sagaId).isEmpty()) {
                return false;
            }
            Set<String> alive = livingSince(limit); // a node that has begun since may have claimed something here
            List<Participant> participants = ledger.participants(sagaId);
            participants.stream()
                    .filter(p ->
                            p.call().node() != null && !alive.contains(p.call().node()))
                    .forEach(p -> p.release(now));
            ledger.saveChanged(participants);
            effects.lookForDueWork();
            return true;
        });
    }

    /**
     * Releases calls that this node claimed but is not making: the answer to the commit of a claim can be lost, and
     * then nobody knows of it. Only what was found twice in a row is released, because a claim is committed a moment
     * before its call begins.
     *
     * @param isUnderWay whether this process is making the call with this token
     */
    public int releaseForgotten(Predicate<String> isUnderWay) {
        Set<String> suspects = new HashSet<>(ledger.claimsOf(desk.node()));
        suspects.removeIf(isUnderWay);
        List<String> forgotten = suspects.stream().filter(suspected::contains).toList();
        suspected = Set.copyOf(suspects);
        Instant now = desk.now();
        for (String token : forgotten) {
            desk.inTransaction(effects -> {
                effects.lookForDueWork();
                return ledger.releaseClaim(token, now);
            });
            LOG.warn("a call was claimed by this node and not made; it is due again");
        }
        return forgotten.size();
    }

    /** An orderly end: what this node still has claimed is due for the others, or for its successor. */
    public void end() {
        Instant now = desk.now();
        desk.inTransaction(effects -> {
            nodes.remove(desk.node());
            return ledger.releaseClaimsOf(desk.node(), now);
        });
    }

    /** Removes one batch of sagas that ended longer ago than the retention time; true when there may be more. */
    public boolean purge() {
        Instant limit = desk.now().minus(desk.settings().retention());
        List<String> old = ledger.endedBefore(limit, BATCH);
        long removed = old.stream().filter(this::removeIfStillEnded).count();
        desk.inTransaction(effects -> instances.purge(limit));
        return old.size() == BATCH && removed > 0;
    }

    /** A person may have set it going again since it was found. */
    private boolean removeIfStillEnded(String sagaId) {
        return desk.inTransaction(effects -> ledger.lockIfFree(sagaId)
                .filter(saga -> saga.status().isEnded() && !saga.state().attention())
                .map(saga -> {
                    ledger.delete(sagaId);
                    return true;
                })
                .orElse(false));
    }
}
