package io.bactrian.starter.saga;

import io.bactrian.starter.client.CoordinatorClient;
import io.bactrian.starter.client.CoordinatorException;
import io.bactrian.starter.client.CoordinatorRefusedException;
import io.bactrian.starter.client.Engine;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the coordinator that this process lives, so that it can cancel at once what a killed one left undecided. Sagas are
 * bound to the incarnation, which a restart changes.
 */
final class Presence {

    /** The coordinator takes 20 s of silence for a loss. */
    static final Duration HEARTBEAT = Duration.ofSeconds(5);

    /** In beats: a 404 may have been a proxy's, so a coordinator that knows no instances is asked again now and then. */
    private static final int ASK_AGAIN = 12;

    private static final Logger LOG = LoggerFactory.getLogger(Presence.class);

    private enum State {
        NOT_YET,
        ANNOUNCED,
        /** A stock coordinator: it knows nothing of instances. */
        NOT_AVAILABLE,
        /** Another living process has taken this name: neither may be mistaken for the other. */
        NAME_TAKEN
    }

    private final CoordinatorClient coordinator;
    private final String application;
    private final String instance;
    private final String incarnation = UUID.randomUUID().toString();
    private final @Nullable String callbackBase;
    private final Duration patience;
    private volatile State state = State.NOT_YET;
    private boolean silent;
    private int beatsUnheard;

    Presence(
            CoordinatorClient coordinator,
            String application,
            String instance,
            @Nullable String callbackBase,
            Duration patience) {
        this.coordinator = coordinator;
        this.application = withoutSlash(application);
        this.instance = withoutSlash(instance);
        this.callbackBase = callbackBase;
        this.patience = patience;
    }

    /** Binds a saga to this process, unless another process goes by its name. */
    String boundClientId() {
        return state == State.NAME_TAKEN ? application : application + "/" + instance + "/" + incarnation;
    }

    /** Names this application without binding a saga to any process. */
    String unboundClientId() {
        return application;
    }

    /** Announces this process unless that has been done: before its first saga starts. */
    void ensureAnnounced() {
        if (state != State.NOT_YET && !isKnownByNow()) {
            return;
        }
        try {
            announce(patience);
        } catch (CoordinatorRefusedException e) {
            boolean notPublished = e.status() == 404 || e.status() == 405;
            if (state != State.NOT_AVAILABLE && !notPublished) {
                throw e;
            }
            // what stands in front of our coordinator may let through no more than the protocol
            LOG.debug("Sagas start unannounced: {}", e.getMessage());
        }
    }

    /** What was answered before was the word of whatever stands in front of our coordinator. */
    private boolean isKnownByNow() {
        return state == State.NOT_AVAILABLE && coordinator.engine() == Engine.BACTRIAN;
    }

    /** Repeats the announcement; faults are logged when they begin and when they end. */
    void beat() {
        if (state == State.NOT_AVAILABLE && !isKnownByNow() && ++beatsUnheard % ASK_AGAIN != 0) {
            return;
        }
        try {
            announce(Duration.ZERO);
            if (silent) {
                LOG.info("The coordinator answers again");
            }
            silent = false;
        } catch (CoordinatorException e) {
            if (!silent) {
                LOG.warn("{}; trying again every {} s", e.getMessage(), HEARTBEAT.toSeconds());
            }
            silent = true;
        }
    }

    void sayGoodbye() {
        if (state != State.ANNOUNCED) {
            return;
        }
        try {
            coordinator.sayGoodbye(application, instance, incarnation);
            state = State.NOT_YET;
        } catch (CoordinatorException e) {
            LOG.warn("{}; the coordinator will notice by itself", e.getMessage());
        }
    }

    private void announce(Duration giveUpAfter) {
        boolean known;
        try {
            known = coordinator.announce(application, instance, incarnation, callbackBase, HEARTBEAT, giveUpAfter);
        } catch (CoordinatorRefusedException e) {
            if (e.status() != 409) {
                throw e;
            }
            if (state != State.NAME_TAKEN) {
                state = State.NAME_TAKEN;
                LOG.error(
                        "Two processes are instance {}/{}: set bactrian.instance to a name of its own in each. Until then"
                                + " this one's undecided sagas stay open until their time limit if it is killed",
                        application,
                        instance);
            }
            return;
        }
        if (known) {
            state = State.ANNOUNCED;
        } else if (state != State.NOT_AVAILABLE) {
            state = State.NOT_AVAILABLE;
            LOG.info(
                    "This coordinator cannot tell that an application is gone: undecided sagas of a killed process stay open"
                            + " until their time limit");
        }
    }

    private static String withoutSlash(String part) {
        return part.replace('/', '_');
    }
}
