package io.bactrian.coordinator.engine;

import io.bactrian.coordinator.ledger.Instances;
import io.bactrian.coordinator.ledger.Ledger;
import io.bactrian.coordinator.ledger.Nodes;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens by itself as time passes. Every method may run on every node at any time. */
public final class Housekeeping {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final int BATCH = 200;

    private final Desk desk;
    private final Ledger ledger;
    private final Decisions decisions;
    private final Nodes nodes;
    private final Instances instances;
    private final Instant startedAt;

    public Housekeeping(Desk desk, Decisions decisions, Nodes nodes, Instances instances) {
        this.desk = desk;
        this.ledger = desk.ledger();
        this.decisions = decisions;
        this.nodes = nodes;
        this.instances = instances;
        this.startedAt = desk.now();
    }

    /**
     * Before anything else: with {@code sole} true no other process can have this ledger open, so whatever was under
     * way when the last one died is due again at once.
     */
    public void begin(boolean sole) {
        Instant now = desk.now();
        desk.inTransaction(effects -> {
            if (sole) {
                int calls = ledger.releaseAllClaims(now);
                nodes.removeAll();
                if (calls > 0) {
                    LOG.info("{} calls were under way when the coordinator stopped; they are made again", calls);
                }
            }
            nodes.beat(desk.node(), startedAt, now);
            return sole;
        });
    }

    /** Cancels sagas whose deadline passed, whether or not any node was up then; returns how many. */
    public int expire() {
        Instant now = desk.now();
        List<String> overdue = ledger.overdue(now, BATCH);
        return (int) overdue.stream()
                .filter(id -> decisions.cancelIfStill(id, Decisions.DEADLINE, saga -> saga.isOverdue(now)))
                .count();
    }

    /** Cancels undecided sagas of application instances that restarted, said goodbye or fell silent. */
    public int cancelOrphans() {
        Instant now = desk.now();
        // after a start of our own, everybody gets the time to be heard again
        Instant limit = now.minus(desk.settings().instanceSilence());
        if (startedAt.isBefore(limit)) {
            desk.inTransaction(effects -> instances.markLost(limit));
        }
        List<String> orphans = ledger.orphans(BATCH);
        return (int) orphans.stream()
                .filter(id -> decisions.cancelIfStill(
                        id,
                        "the application instance that started it is gone",
                        saga -> !instances.stateOf(saga.identity().clientId()).equals("ALIVE")))
                .count();
    }

    /** This node lives; the calls of nodes that do not are due again. */
    public void beat() {
        Instant now = desk.now();
        desk.inTransaction(effects -> {
            nodes.beat(desk.node(), startedAt, now);
            for (String dead : nodes.silentSince(now.minus(desk.settings().nodeSilence()))) {
                int calls = ledger.releaseClaimsOf(dead, now);
                nodes.remove(dead);
                effects.lookForDueWork();
                LOG.warn("coordinator node {} fell silent; its {} calls under way are taken over", dead, calls);
            }
            return now;
        });
    }

    /** Removes one batch of sagas that ended longer ago than the retention time; true when there may be more. */
    public boolean purge() {
        Instant limit = desk.now().minus(desk.settings().retention());
        List<String> old = ledger.endedBefore(limit, BATCH);
        old.forEach(id -> desk.inTransaction(effects -> {
            ledger.delete(id);
            return id;
        }));
        desk.inTransaction(effects -> instances.purge(limit));
        return old.size() == BATCH;
    }
}
