package io.bactrian.coordinator.engine;

import io.bactrian.coordinator.ledger.Instances;
import org.jspecify.annotations.Nullable;

/** Application instances announce themselves, and say goodbye. */
public final class InstanceRegister {

    /** So that an announcement is answered in time; what is beyond is called when the rest of its wait is over. */
    private static final int MOST_SAGAS = 1_000;

    private final Desk desk;
    private final Instances instances;
    private final Settlements settlements;

    public InstanceRegister(Desk desk, Instances instances, Settlements settlements) {
        this.desk = desk;
        this.instances = instances;
        this.settlements = settlements;
    }

    /** The client id of sagas that are bound to one process of an application instance. */
    public static String clientId(String application, String instance, String incarnation) {
        return application + "/" + instance + "/" + incarnation;
    }

    /**
     * A sign of life; the first one of a process supersedes earlier processes of the same instance, whose undecided
     * sagas are cancelled. Whoever was away is called at once for what it is owed: waiting for the next attempt, or for
     * a person, was for its absence.
     *
     * @param callbackBase what all callback URLs of the application begin with, a slash at the end; null when it does
     *     not say
     * @return false when this process was superseded itself: another one runs under the same instance name
     */
    public boolean announce(String application, String instance, String incarnation, @Nullable String callbackBase) {
        String clientId = clientId(application, instance, incarnation);
        String before = desk.inTransaction(effects -> {
            String state = instances.stateOf(clientId);
            if (state.isEmpty()) {
                instances.announce(clientId, application, instance, desk.now());
                effects.lookForDueWork();
            } else {
                instances.beat(clientId, desk.now());
            }
            return state;
        });
        boolean wasAway = before.isEmpty() || before.equals("LOST");
        if (wasAway && callbackBase != null) {
            desk.ledger()
                    .sagasWaitingFor(callbackBase, desk.now(), MOST_SAGAS)
                    .forEach(sagaId -> settlements.claimWaitingFor(callbackBase, sagaId));
        }
        return !before.equals("SUPERSEDED");
    }

    /** An orderly goodbye: its undecided sagas are cancelled. */
    public void leave(String application, String instance, String incarnation) {
        desk.inTransaction(effects -> {
            instances.leave(clientId(application, instance, incarnation));
            effects.lookForDueWork();
            return instance;
        });
    }
}
