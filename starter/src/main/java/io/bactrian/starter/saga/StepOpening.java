package io.bactrian.starter.saga;

import io.bactrian.starter.callback.CallbackUrls;
import io.bactrian.starter.callback.StepData;
import io.bactrian.starter.callback.StepToken;
import io.bactrian.starter.callback.StepTokens;
import io.bactrian.starter.client.Engine;
import io.bactrian.starter.client.NewStep;
import io.bactrian.starter.protocol.ParticipantLinks;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
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
    private final CallbackUrls urls;
    private final StepTokens tokens;
    private final String id = UUID.randomUUID().toString();

    StepOpening(CamelSagaStep step, StepOptions options, String routeId, CallbackUrls urls, StepTokens tokens) {
        this.step = step;
        this.options = options;
        this.name = options.get(StepOptions.STEP, routeId);
        this.urls = urls;
        this.tokens = tokens;
    }

    /** Whether both would join as the same step with the same options. */
    boolean sameAs(StepOpening other) {
        return step == other.step && name.equals(other.name) && options.equals(other.options);
    }

    /** Whether anything is to be called back at all. */
    boolean hasCallbacks() {
        return step.getCompensation().isPresent() || step.getCompletion().isPresent();
    }

    /** Whether any coordinator can carry it in one request. */
    boolean small() {
        return links(true).compensate().length() <= SMALL_URL;
    }

    /** Options that must be stored with the coordinator once the step has joined, none when they travel in the URL. */
    Map<String, Object> toStore(Engine engine) {
        return inUrl(engine) ? Map.of() : Map.of(StepData.OPTIONS, options.user());
    }

    NewStep toJoin(Engine engine, @Nullable Duration timeLimit, boolean starts) {
        ParticipantLinks links = links(inUrl(engine));
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

    private boolean inUrl(Engine engine) {
        if (small()) {
            return true;
        }
        if (engine == Engine.BACTRIAN) {
            return false;
        }
        int length = links(true).compensate().length();
        if (length > LONGEST_URL) {
            throw new IllegalArgumentException(
                    "the options of saga step '" + name + "' make a callback URL of " + length
                            + " characters, on this coordinator it can have " + LONGEST_URL
                            + ": keep the data in a table and make its key the option, or use Bactrian's coordinator");
        }
        return true;
    }

    private ParticipantLinks links(boolean optionsInUrl) {
        String compensation = uri(step.getCompensation().orElse(null));
        String completion = uri(step.getCompletion().orElse(null));
        StepToken token = new StepToken(
                id,
                name,
                compensation,
                completion,
                optionsInUrl ? options.user() : null,
                optionsInUrl ? null : StepTokens.digest(options.user()));
        return urls.links(tokens.write(token), completion != null);
    }

    private List<String> endpoints() {
        return Stream.concat(step.getCompensation().stream(), step.getCompletion().stream())
                .map(Endpoint::getEndpointUri)
                .distinct()
                .toList();
    }

    private static @Nullable String uri(@Nullable Endpoint endpoint) {
        return endpoint == null ? null : endpoint.getEndpointUri();
    }
}
