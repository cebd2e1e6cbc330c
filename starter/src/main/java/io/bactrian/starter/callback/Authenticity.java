package io.bactrian.starter.callback;

import io.bactrian.starter.client.CoordinatorClient;
import io.bactrian.starter.client.CoordinatorException;
import io.bactrian.starter.client.Engine;
import io.bactrian.starter.protocol.LraHeaders;
import io.bactrian.starter.protocol.LraId;
import io.bactrian.starter.protocol.ParticipantLinks;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a callback may run. A signature of ours proves it. Without one the configured coordinator is asked whether it
 * knows this very URL as a participant of this very saga. A stock coordinator cannot be asked (its recovery URLs break), so
 * there the unguessable token and the list of registered endpoints have to do, and the log says so once.
 */
final class Authenticity {

    private static final Logger LOG = LoggerFactory.getLogger(Authenticity.class);

    private final CoordinatorClient coordinator;
    private final CallbackUrls urls;
    private final boolean secretConfigured;
    private final AtomicBoolean warned = new AtomicBoolean();

    Authenticity(CoordinatorClient coordinator, CallbackUrls urls, boolean secretConfigured) {
        this.coordinator = coordinator;
        this.urls = urls;
        this.secretConfigured = secretConfigured;
    }

    /** The refusal, empty when the callback may run. */
    Optional<CallbackAnswer> refuse(CallbackRequest request, boolean provedByToken) {
        LraId lra = ourSaga(request.lra());
        if (lra == null) {
            return Optional.of(CallbackAnswer.forbidden("the header " + LraHeaders.LRA + " must name a saga of "
                    + coordinator.coordinator() + ", was " + request.lra()));
        }
        return provedByToken ? Optional.empty() : askCoordinator(request, lra);
    }

    private @Nullable LraId ourSaga(@Nullable String header) {
        if (header == null) {
            return null;
        }
        try {
            LraId id = LraId.parse(header);
            return coordinator.coordinator().owns(id) ? id : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private Optional<CallbackAnswer> askCoordinator(CallbackRequest request, LraId lra) {
        try {
            if (coordinator.engine() == Engine.UNKNOWN) {
                coordinator.ping();
            }
            if (coordinator.engine() == Engine.STOCK) {
                return onStock();
            }
            String recovery = request.recoveryUrl();
            if (recovery == null || !coordinator.coordinator().ownsRecovery(lra, recovery)) {
                return Optional.of(CallbackAnswer.forbidden("the header " + LraHeaders.RECOVERY
                        + " must name a participant of " + lra + ", was " + recovery));
            }
            String url = urls.url(request.kind(), request.token());
            boolean known = coordinator
                    .linksAt(recovery)
                    .map(links -> ParticipantLinks.contains(links, url))
                    .orElse(false);
            return known
                    ? Optional.empty()
                    : Optional.of(CallbackAnswer.forbidden("the coordinator at " + coordinator.coordinator()
                            + " knows no participant " + recovery + " with this URL"));
        } catch (CoordinatorException e) {
            return Optional.of(CallbackAnswer.later(
                    "cannot ask the coordinator whether this callback is its own (bactrian.callbacks.secret spares the"
                            + " question): " + e.getMessage()));
        }
    }

    private Optional<CallbackAnswer> onStock() {
        if (secretConfigured) {
            return Optional.of(
                    CallbackAnswer.forbidden("the token in the URL is not signed with bactrian.callbacks.secret"));
        }
        if (warned.compareAndSet(false, true)) {
            LOG.warn(
                    "Callbacks cannot be proved genuine on this coordinator: set bactrian.callbacks.secret, the same in all"
                            + " replicas. Until then every callback to a registered endpoint is accepted.");
        }
        return Optional.empty();
    }
}
