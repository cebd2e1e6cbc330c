package io.bactrian.coordinator.delivery;

import io.bactrian.coordinator.engine.DueCall;
import io.bactrian.coordinator.engine.RecoveryPass;
import io.bactrian.coordinator.engine.Settlements;
import io.bactrian.coordinator.ledger.Ledger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The forced recovery pass: single-flight, bounded, in order. */
final class ForcedPass implements RecoveryPass {

    private static final Logger LOG = LoggerFactory.getLogger(ForcedPass.class);
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final int MOST_SAGAS = 1_000;

    private final Ledger ledger;
    private final Settlements settlements;
    private final Delivery delivery;
    private final ReentrantLock running = new ReentrantLock(true);

    ForcedPass(Ledger ledger, Settlements settlements, Delivery delivery) {
        this.ledger = ledger;
        this.settlements = settlements;
        this.delivery = delivery;
    }

    @Override
    public void run() {
        if (!running.tryLock()) {
            awaitTheOther();
            return;
        }
        try {
            List<String> sagas = ledger.unsettled(MOST_SAGAS);
            List<DueCall> calls = new ArrayList<>();
            for (String sagaId : sagas) {
                calls.addAll(settlements.claimForced(sagaId));
            }
            LOG.debug("forced pass: {} calls in {} sagas", calls.size(), sagas.size());
            delivery.awaitQuiet(sagas, LONGEST);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            running.unlock();
        }
    }

    private void awaitTheOther() {
        try {
            if (running.tryLock(LONGEST.toMillis(), TimeUnit.MILLISECONDS)) {
                running.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
