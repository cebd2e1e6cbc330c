package io.bactrian.starter.saga;

import io.bactrian.starter.client.ClientSettings;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything the saga service can be told.
 *
 * @param application this application's name, without a slash
 * @param instance this process among the application's replicas, the same after a restart, without a slash
 * @param coordinatorUrl where the coordinator is
 * @param coordinatorContextPath what follows
 * @param coordinatorAliases other URLs of the same coordinator
 * @param participantUrl how the coordinator reaches this application, null when it need not reach it over HTTP
 * @param participantContextPath what follows
 * @param callbackSecret signs callback URLs, null to leave them unsigned
 * @param formerCallbackSecrets what it was before
 * @param unsignedCallbacksToo whether callbacks from before there was a secret are taken
 * @param answerWithin after which a running callback is answered 202
 * @param callbackThreads how many callbacks run at once
 * @param client how patient calls to the coordinator are
 * @param onManualFailure what becomes of an undecided MANUAL saga whose route fails
 * @param onMissingEndpoint what becomes of a start without an endpoint that sagas will call back
 */
public record SagaSettings(
        String application,
        String instance,
        String coordinatorUrl,
        String coordinatorContextPath,
        List<String> coordinatorAliases,
        @Nullable String participantUrl,
        String participantContextPath,
        @Nullable String callbackSecret,
        List<String> formerCallbackSecrets,
        boolean unsignedCallbacksToo,
        Duration answerWithin,
        int callbackThreads,
        ClientSettings client,
        OnManualFailure onManualFailure,
        OnMissingEndpoint onMissingEndpoint) {

    /** What camel-lra uses. */
    public static final String COORDINATOR_CONTEXT_PATH = "/lra-coordinator";

    /** What camel-lra uses. */
    public static final String PARTICIPANT_CONTEXT_PATH = "/lra-participant";

    /** Stock coordinators hang up after two seconds. */
    public static final Duration ANSWER_WITHIN = Duration.ofSeconds(1);

    public static final int CALLBACK_THREADS = 16;

    /** What becomes of an undecided MANUAL saga when the route that started it fails. */
    public enum OnManualFailure {
        /** It is cancelled at once. */
        COMPENSATE,
        /** It stays open, as with camel-lra, until somebody decides or its time limit passes. */
        LEAVE_OPEN
    }

    /** What becomes of a start without an endpoint that live sagas will call back. */
    public enum OnMissingEndpoint {
        /** It is an error in the log and a detail of the health check. */
        WARN,
        /** The application does not start. */
        FAIL,
        /** Nobody looks. */
        OFF
    }
}
