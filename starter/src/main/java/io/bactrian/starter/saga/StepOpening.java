package io.bactrian.starter.saga;

import io.bactrian.starter.callback.CallbackAddress;
import io.bactrian.starter.callback.StepData;
import io.bactrian.starter.callback.StepToken;
import io.bactrian.starter.callback.StepTokens;
import io.bactrian.starter.client.CallbackEndpoints;
import io.bactrian.starter.client.Engine;
import io.bactrian.starter.client.NewStep;
import io.bactrian.starter.protocol.LraId;
import io.bactrian.starter.protocol.ParticipantLinks;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.Endpoint;
import org.apache.camel.saga.CamelSagaStep;
import org.jspecify.annotations.Nullable;

/**
 * A step about to begin. Its options travel inside the callback URL while they are small, which every coordinator can carry; our
 * coordinator keeps larger ones beside the step's results.
 */
final class StepOpening {

    /** Three URLs go into one Link header, and servers refuse headers of more than 8 KB. */
    static final int SMALL_URL = 2_000;

    /** The longest callback URL a stock coordinator is given: this application's own server must take it back. */
    static final int LONGEST_URL = 6_000;

    private final CamelSagaStep step;
    private final StepOptions options;
    private final String name;
    private final String application;
    private final @Nullable String trace;
    private final CallbackAddress callbacks;
    private final StepTokens tokens;
    private final String id = UUID.randomUUID().toString();

    /**
     * @param application whose endpoints these are
     * @param trace in which the step begins, if the coordinator does not keep it
     */
    StepOpening(
            CamelSagaStep step,
            StepOptions options,
            String routeId,
            String application,
            @Nullable String trace,
            CallbackAddress callbacks,
            StepTokens tokens) {
        this.step = step;
        this.options = options;
        this.name = options.get(StepOptions.STEP, routeId);
        this.application = application;
        this.trace = trace;
        this.callbacks = callbacks;
        this.tokens = tokens;
    }

    /** What this begin of the step is told from others by, in its callback links too. */
    String id() {
        return id;
    }

    /** Whether both would join as the same step with the same options. */
    boolean sameAs(StepOpening other) {
        return step == other.step && name.equals(other.name) && options.equals(other.options);
    }

    /** The options that its compensation and completion will get. */
    Map<String, String> userOptions() {
        return options.user();
    }

    /** Whether anything is to be called back at all. */
    boolean hasCallbacks() {
        return step.getCompensation().isPresent() || step.getCompletion().isPresent();
    }

    /** Whether any coordinator can carry it in one request. */
    boolean small() {
        return links(true, null).compensate().length() <= SMALL_URL;
    }

    /** Options that must be stored with the coordinator once the step has joined, none when they travel in the URL. */
    Map<String, Object> toStore(Engine engine) {
        return inUrl(engine, null) ? Map.of() : Map.of(StepData.OPTIONS, options.user());
    }

    /** The first step of a saga, joined by the request that starts it: the saga has no id yet that its URLs could name. */
    NewStep toStart(Engine engine) {
        return join(engine, null, null, true);
    }

    /** The first step of a saga that its own application has just started. */
    NewStep toJoinOwn(Engine engine, LraId saga) {
        return join(engine, saga, null, true);
    }

    /** A step of a saga that exists. */
    NewStep toJoin(Engine engine, LraId saga, @Nullable Duration timeLimit) {
        return join(engine, saga, timeLimit, false);
    }

    private NewStep join(Engine engine, @Nullable LraId saga, @Nullable Duration timeLimit, boolean starts) {
        ParticipantLinks links = links(inUrl(engine, saga), saga);
        return new NewStep(
                links,
                name,
                starts ? null : options.get(StepOptions.NAME),
                starts ? null : options.get(StepOptions.BUSINESS_KEY),
                options.get(StepOptions.RETRY),
                timeLimit,
                endpoints(),
                null);
    }

    private boolean inUrl(Engine engine, @Nullable LraId saga) {
        if (small()) {
            return true;
        }
        if (engine == Engine.BACTRIAN) {
            return false;
        }
        int length = links(true, saga).compensate().length();
        if (length > LONGEST_URL) {
            throw new IllegalArgumentException(
                    "the options of saga step '" + name + "' make a callback URL of " + length
                            + " characters, on this coordinator it can have " + LONGEST_URL
                            + ": keep the data in a table and make its key the option, or use Bactrian's coordinator");
        }
        return true;
    }

    private ParticipantLinks links(boolean optionsInUrl, @Nullable LraId saga) {
        String compensation = uri(step.getCompensation().orElse(null));
        String completion = uri(step.getCompletion().orElse(null));
        StepToken token = new StepToken(
                id,
                saga == null ? null : saga.uid(),
                name,
                compensation,
                completion,
                optionsInUrl ? options.user() : null,
                optionsInUrl ? null : StepTokens.digest(options.user()),
                trace);
        return callbacks.links(tokens.write(token), completion != null);
    }

    private CallbackEndpoints endpoints() {
        return new CallbackEndpoints(
                application,
                uri(step.getCompensation().orElse(null)),
                uri(step.getCompletion().orElse(null)));
    }

    private static @Nullable String uri(@Nullable Endpoint endpoint) {
        return endpoint == null ? null : endpoint.getEndpointUri();
    }
}
