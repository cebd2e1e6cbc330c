package io.bactrian.coordinator.engine;

import io.bactrian.coordinator.ledger.Instances;

/** Application instances announce themselves, and say goodbye. */
public final class InstanceRegister {

    private final Desk desk;
    private final Instances instances;

    public InstanceRegister(Desk desk, Instances instances) {
        this.desk = desk;
        this.instances = instances;
    }

    /** The client id of sagas that are bound to one process of an application instance. */
    public static String clientId(String application, String instance, String incarnation) {
        return application + "/" + instance + "/" + incarnation;
    }

    /**
     * A sign of life; the first one of a process supersedes earlier processes of the same instance, whose undecided
     * sagas are cancelled.
     *
     * @return false when this process was superseded itself: another one runs under the same instance name
     */
    public boolean announce(String application, String instance, String incarnation) {
        String clientId = clientId(application, instance, incarnation);
        return desk.inTransaction(effects -> {
            String state = instances.stateOf(clientId);
            if (state.isEmpty()) {
                instances.announce(clientId, application, instance, desk.now());
                effects.lookForDueWork();
            } else {
                instances.beat(clientId, desk.now());
            }
            return !state.equals("SUPERSEDED");
        });
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
