package io.bactrian.tck;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.awaitility.Awaitility.await;

import io.narayana.lra.LRAConstants;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.awaitility.core.ConditionTimeoutException;
import org.eclipse.microprofile.lra.tck.service.spi.LRARecoveryService;

/**
 * The TCK's hook to wait for callbacks and to drive recovery. {@code GET {coordinator}/recovery} must run one synchronous
 * recovery pass and list the LRAs that still need recovering; an LRA that is no longer listed has recovered.
 */
public class CoordinatorRecovery implements LRARecoveryService {

    private static final Duration CALLBACKS_WITHIN = Duration.ofSeconds(1);
    private static final Duration CALLS_WITHIN = Duration.ofSeconds(20);
    private static final Duration QUIET = Duration.ofMillis(150);
    private static final Set<String> ENDED = Set.of("Closed", "Cancelled", "FailedToClose", "FailedToCancel");

    @Override
    public void waitForCallbacks(URI lraId) {
        waitFor(CALLBACKS_WITHIN, () -> Callbacks.quietFor(QUIET) && hasEnded(lraId));
        if (Engine.chosen() == Engine.OURS) {
            waitFor(CALLS_WITHIN, () -> owesNoCallNow(lraId));
        }
    }

    private static void waitFor(Duration longest, Callable<Boolean> over) {
        try {
            await().pollDelay(Duration.ZERO)
                    .pollInterval(20, MILLISECONDS)
                    .atMost(longest)
                    .until(over);
        } catch (ConditionTimeoutException e) {
            // the time for callbacks is over, as for an LRA that stays open; the TCK judges what came
            return;
        }
    }

    @Override
    public boolean waitForEndPhaseReplay(URI lraId) {
        boolean recovered = recovered(lraId);
        // the first pass may collide with a periodic one that started before the test, so try once more
        return recovered || recovered(lraId);
    }

    private static boolean hasEnded(URI lraId) {
        URI coordinator = LRAConstants.getLRACoordinatorUrl(lraId);
        String uid = LRAConstants.getLRAUid(lraId);
        try (Client client = ClientBuilder.newClient();
                Response response = client.target(coordinator)
                        .path(uid)
                        .path("status")
                        .request("text/plain")
                        .get()) {
            return response.getStatus() == 404 || ENDED.contains(response.readEntity(String.class));
        }
    }

    /** Ours tells whether a call is under way or late, as on a machine under load; of stock only time tells. */
    private static boolean owesNoCallNow(URI lraId) {
        URI saga = LRAConstants.getLRACoordinatorUrl(lraId).resolve("/api/v1/sagas/" + LRAConstants.getLRAUid(lraId));
        try (Client client = ClientBuilder.newClient();
                Response response =
                        client.target(saga).request("application/json").get()) {
            if (response.getStatus() == 404) {
                return true;
            }
            List<?> participants = (List<?>) response.readEntity(Map.class).get("participants");
            return participants.stream().noneMatch(participant -> isCalledNow((Map<?, ?>) participant));
        }
    }

    private static boolean isCalledNow(Map<?, ?> participant) {
        Object dueAt = participant.get("dueAt");
        return Boolean.TRUE.equals(participant.get("calling"))
                || dueAt != null && !Instant.parse(dueAt.toString()).isAfter(Instant.now());
    }

    private static boolean recovered(URI lraId) {
        URI coordinator = LRAConstants.getLRACoordinatorUrl(lraId);
        try (Client client = ClientBuilder.newClient();
                Response response =
                        client.target(coordinator).path("recovery").request().get()) {
            return !response.readEntity(String.class).contains(lraId.toASCIIString());
        }
    }
}
