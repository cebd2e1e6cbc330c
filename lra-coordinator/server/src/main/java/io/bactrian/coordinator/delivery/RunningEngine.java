package io.bactrian.coordinator.delivery;

import io.bactrian.coordinator.engine.Corrections;
import io.bactrian.coordinator.engine.Decisions;
import io.bactrian.coordinator.engine.Desk;
import io.bactrian.coordinator.engine.EngineSettings;
import io.bactrian.coordinator.engine.Enrolment;
import io.bactrian.coordinator.engine.Hearing;
import io.bactrian.coordinator.engine.Housekeeping;
import io.bactrian.coordinator.engine.InstanceRegister;
import io.bactrian.coordinator.engine.Interventions;
import io.bactrian.coordinator.engine.NestedSagas;
import io.bactrian.coordinator.engine.RecoveryPass;
import io.bactrian.coordinator.engine.Replies;
import io.bactrian.coordinator.engine.SagaEnds;
import io.bactrian.coordinator.engine.SagaListener;
import io.bactrian.coordinator.engine.Settlements;
import io.bactrian.coordinator.ledger.Instances;
import io.bactrian.coordinator.ledger.Ledger;
import io.bactrian.coordinator.ledger.Nodes;
import io.bactrian.coordinator.ledger.OperatorLog;
import io.bactrian.coordinator.ledger.Transactions;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The saga engine with its delivery, put together without a container: one per process and ledger. The ledger's tables
 * must be there ({@link io.bactrian.coordinator.ledger.Migrations}).
 */
public final class RunningEngine implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunningEngine.class);
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(3);

    private final Ledger ledger;
    private final Desk desk;
    private final Enrolment enrolment;
    private final Decisions decisions;
    private final Corrections corrections;
    private final Interventions interventions;
    private final InstanceRegister instanceRegister;
    private final Housekeeping housekeeping;
    private final Transactions transactions;
    private final Delivery delivery;
    private final DueWork dueWork;
    private final RecoveryPass recoveryPass;
    private final Replies replies;

    /**
     * With calls over HTTP.
     *
     * @param clock the only source of time
     * @param callTimeout for one call to a participant
     */
    public RunningEngine(DataSource dataSource, Clock clock, EngineSettings settings, Duration callTimeout) {
        this(dataSource, clock, settings, new HttpTransport(callTimeout));
    }

    /**
     * With calls made by {@code transport}.
     *
     * @param clock the only source of time
     */
    public RunningEngine(DataSource dataSource, Clock clock, EngineSettings settings, Transport transport) {
        this(dataSource, clock, settings, transport, Workers.threads());
    }

    RunningEngine(DataSource dataSource, Clock clock, EngineSettings settings, Transport transport, Workers workers) {
        JdbcTemplate jdbc = new JdbcTemplate(dataSource);
        this.ledger = new Ledger(jdbc);
        this.transactions = new Transactions(dataSource);
        this.desk = new Desk(
                ledger, transactions, clock, settings, UUID.randomUUID().toString());
        Instances instances = new Instances(jdbc);
        this.enrolment = new Enrolment(desk);
        this.decisions = new Decisions(desk);
        this.corrections = new Corrections(desk);
        this.interventions = new Interventions(desk, new OperatorLog(jdbc));
        this.housekeeping = new Housekeeping(desk, decisions, new Nodes(jdbc), instances);
        Settlements settlements = new Settlements(desk);
        this.instanceRegister = new InstanceRegister(desk, instances, settlements);
        this.delivery = new Delivery(settlements, new NestedSagas(desk), transport, this::lookSoon, workers.settlers());
        this.dueWork = new DueWork(ledger, housekeeping, settlements, clock, delivery::isUnderWay, workers);
        this.replies = new Replies(desk);
        this.recoveryPass = new ForcedPass(ledger, settlements, delivery);
        desk.deliverTo(delivery);
    }

    /**
     * Registers this node and, with {@code sole}, takes up whatever was under way when the last process died; call it
     * once, before the first request.
     *
     * @param sole no other process can have this ledger open (a file of H2)
     */
    public void begin(boolean sole) {
        housekeeping.begin(sole);
    }

    /** From now on looks for due work every {@code interval}. */
    public void lookEvery(Duration interval) {
        dueWork.start(interval);
    }

    private void lookSoon() {
        dueWork.soon();
    }

    /** Looks once for everything that is due at the clock's time; calls are made in the background. */
    public void runDueWork() {
        dueWork.runDueWork();
    }

    /** Makes calls due again that this node has claimed and does not make; see {@link Housekeeping#releaseForgotten}. */
    int releaseForgotten() {
        return housekeeping.releaseForgotten(delivery::isUnderWay);
    }

    /** Waits until no call is being made or settled, nor any looked for because one has ended; for tests that turn the clock. */
    public boolean awaitQuiet(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        Duration left = atMost;
        while (delivery.callsUnderWay() > 0 || dueWork.isAsked()) {
            if (left.isNegative()) {
                return false;
            }
            if (delivery.callsUnderWay() > 0) {
                delivery.awaitQuiet(delivery.sagasUnderWay(), left); // meanwhile another saga may have begun a call
            } else {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
            left = Duration.ofNanos(end - System.nanoTime());
        }
        return true; // looked at once: the next call may begin at any time
    }

    /** Stops looking for work, gives what is under way a moment to end, and leaves the rest to whoever comes next. */
    @Override
    public void close() {
        dueWork.close();
        try {
            awaitQuiet(LAST_ANSWERS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        delivery.stop();
        try {
            housekeeping.end();
        } catch (RuntimeException e) {
            LOG.warn(
                    "the ledger is out of reach at the end; calls under way are taken over when this node falls silent",
                    e);
        }
    }

    /** Stops at once and leaves everything as it is, as a killed process does; for tests. */
    public void abandon() {
        dueWork.abandon();
        delivery.stop();
    }

    /** Whoever wants to hear what this node has committed; one at most. */
    public void tellTo(SagaListener listener) {
        desk.tellTo(listener);
    }

    /** Who knows whether answers that come as messages can be heard; without it they always can. */
    public void hearBy(Hearing hearing) {
        desk.hearBy(hearing);
    }

    public Ledger ledger() {
        return ledger;
    }

    /** In which everything else that writes into this ledger must do so. */
    public Transactions transactions() {
        return transactions;
    }

    public Enrolment enrolment() {
        return enrolment;
    }

    public Decisions decisions() {
        return decisions;
    }

    public Corrections corrections() {
        return corrections;
    }

    public Interventions interventions() {
        return interventions;
    }

    public InstanceRegister instances() {
        return instanceRegister;
    }

    public Housekeeping housekeeping() {
        return housekeeping;
    }

    public RecoveryPass recoveryPass() {
        return recoveryPass;
    }

    /** For whoever hears participants that answer by messages. */
    public Replies replies() {
        return replies;
    }

    public SagaEnds ends() {
        return desk.ends();
    }

    /** Calls that are being made or settled at this moment. */
    public int callsUnderWay() {
        return delivery.callsUnderWay();
    }

    /**
     * How long ago the last heartbeat of this node was written, once that is so long that nothing can be written to the
     * ledger; empty while it can, and when nothing is done by the clock ({@link #lookEvery}).
     */
    public Optional<Duration> withoutHeartbeatFor() {
        return housekeeping.withoutHeartbeatFor();
    }

    /**
     * By how much the regular work that is the latest is late: looks, heartbeat, take-over and whatever else is done again and
     * again; empty when nothing is done by the clock ({@link #lookEvery}).
     */
    public Optional<Duration> lateBy() {
        return dueWork.lateBy();
    }
}
