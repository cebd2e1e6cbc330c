package io.bactrian.starter.callback;

import io.bactrian.starter.callback.StepTokens.ReadToken;
import io.bactrian.starter.client.CoordinatorClient;
import io.bactrian.starter.client.CoordinatorException;
import io.bactrian.starter.client.Engine;
import io.bactrian.starter.client.KnownParticipant;
import io.bactrian.starter.protocol.LraHeaders;
import io.bactrian.starter.protocol.LraId;
import io.bactrian.starter.protocol.ParticipantLinks;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a callback may run. A signature of ours proves who made the link, not who sends it: whoever reads a log can send it
 * again. So our coordinator is asked each time whether it is calling this participant with this link just now; but who may
 * join a saga there can have it call any link, so with a secret that is asked about signed links only. A stock
 * coordinator cannot be asked (its recovery URLs break), so there the signature has to do, or without a secret the
 * unguessable token and the list of registered endpoints, and the log says so once.
 */
final class Authenticity {

    private static final Logger LOG = LoggerFactory.getLogger(Authenticity.class);

    private final CoordinatorClient coordinator;
    private final CallbackAddress address;
    private final StepTokens tokens;
    private final AtomicBoolean warned = new AtomicBoolean();

    Authenticity(CoordinatorClient coordinator, CallbackAddress address, StepTokens tokens) {
        this.coordinator = coordinator;
        this.address = address;
        this.tokens = tokens;
    }

    /**
     * What a callback was found to be.
     *
     * @param step what it is for, null when it is refused
     * @param refusal null when it may run
     */
    record Finding(@Nullable StepToken step, @Nullable CallbackAnswer refusal) {

        private static Finding refused(CallbackAnswer refusal) {
            return new Finding(null, refusal);
        }
    }

    /** Looks at a callback, for which the coordinator may have to be asked. */
    Finding check(CallbackRequest request) {
        String text = request.token();
        ReadToken read = null;
        if (text != null) {
            read = tokens.read(text).orElse(null);
            if (read == null) {
                return Finding.refused(CallbackAnswer.unknown("this is no callback of this application"));
            }
        }
        try {
            LraId lra = ourSaga(request.lra());
            if (lra == null) {
                return Finding.refused(CallbackAnswer.forged("the header " + LraHeaders.LRA + " must name a saga of "
                        + coordinator.coordinator() + ", was " + request.lra()));
            }
            Finding notGood = read == null ? null : notGood(lra, read);
            if (notGood != null) {
                return notGood;
            }
            if (coordinator.engine() == Engine.UNKNOWN) {
                coordinator.ping();
            }
            return cannotBeAsked(read) ? onStock(read) : askCoordinator(request, lra, read);
        } catch (CoordinatorException e) {
            return Finding.refused(CallbackAnswer.later(
                    "cannot ask the coordinator whether this callback is its own: " + e.getMessage()));
        }
    }

    /**
     * A stock coordinator cannot, and most of them say nothing of what they are before they start a saga or let one join: until then
     * a signature of ours has to do.
     */
    private boolean cannotBeAsked(@Nullable ReadToken read) {
        return switch (coordinator.engine()) {
            case STOCK -> true;
            case BACTRIAN -> false;
            case UNKNOWN -> read != null && read.proved();
        };
    }

    /**
     * The saga that a header names, null when it is none of our coordinator.
     *
     * @throws CoordinatorException when the coordinator, which has not answered yet, cannot be asked for its name
     */
    @Nullable
    LraId ourSaga(@Nullable String header) {
        if (header == null) {
            return null;
        }
        try {
            LraId id = LraId.parse(header);
            return coordinator.owns(id) ? id : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Why a token is not good for this saga, whoever may have sent it; null when it is. */
    private @Nullable Finding notGood(LraId lra, ReadToken read) {
        String saga = read.token().saga();
        if (saga != null && !saga.equals(lra.uid())) {
            return Finding.refused(CallbackAnswer.forged("the header " + LraHeaders.LRA
                    + " must name the saga in which step '" + read.token().step() + "' began, was " + lra));
        }
        if (tokens.mustBeProved() && (!read.proved() || saga == null)) {
            return Finding.refused(CallbackAnswer.forged("its token is not signed with bactrian.callbacks.secret"
                    + (read.proved()
                            ? " for one saga: if an earlier version of the starter has made it, set"
                                    + " bactrian.callbacks.accept-unsigned=true until its sagas have ended"
                            : "")));
        }
        return null;
    }

    private Finding askCoordinator(CallbackRequest request, LraId lra, @Nullable ReadToken carried) {
        String recovery = request.recoveryUrl();
        if (recovery == null || !coordinator.coordinator().ownsRecovery(lra, recovery)) {
            return Finding.refused(CallbackAnswer.forged(
                    "the header " + LraHeaders.RECOVERY + " must name a participant of " + lra + ", was " + recovery));
        }
        String link = address.link(request.kind(), request.token() == null ? "" : request.token());
        Optional<KnownParticipant> known = coordinator.participantAt(recovery);
        Optional<String> itsLink = known.flatMap(participant -> carried == null
                ? ParticipantLinks.beginningWith(participant.links(), link)
                : ParticipantLinks.contains(participant.links(), link) ? Optional.of(link) : Optional.empty());
        if (known.isPresent() && itsLink.isEmpty() && carried == null) {
            return Finding.refused(
                    CallbackAnswer.unknown("participant " + recovery + " has no link to this application"));
        }
        if (known.isEmpty() || itsLink.isEmpty()) {
            return Finding.refused(CallbackAnswer.forged("the coordinator at " + coordinator.coordinator()
                    + " knows no participant " + recovery + " with this URL"));
        }
        ReadToken read = carried == null
                ? tokens.read(itsLink.get().substring(link.length())).orElse(null)
                : carried;
        if (read == null) {
            // whose it is nobody needs to read: a link is what a callback is made of
            return Finding.refused(
                    CallbackAnswer.unknown("participant " + recovery + " was not made by this application"));
        }
        Finding notGood = notGood(lra, read);
        if (notGood != null) {
            return notGood;
        }
        String status = known.get().status();
        if (status == null || status.equals(request.kind().running())) {
            CallbackAnswer refusal = request.seal().refusal(known.get());
            return refusal == null ? new Finding(read.token(), null) : Finding.refused(refusal);
        }
        String why = "the coordinator at " + coordinator.coordinator() + " does not ask participant " + recovery
                + " to " + request.kind().path() + " now, it is " + status;
        boolean ended = status.equals(request.kind().done())
                || status.equals(request.kind().impossible());
        return Finding.refused(ended ? CallbackAnswer.stale(why) : CallbackAnswer.forged(why));
    }

    private Finding onStock(@Nullable ReadToken read) {
        if (read == null) {
            return Finding.refused(CallbackAnswer.unknown("this coordinator cannot tell whose callback this is"));
        }
        if (!tokens.areSigned() && warned.compareAndSet(false, true)) {
            LOG.warn(
                    "Callbacks cannot be proved genuine on this coordinator: set bactrian.callbacks.secret, the same in all"
                            + " replicas. Until then every callback to a registered endpoint is accepted.");
        }
        return new Finding(read.token(), null);
    }
}
