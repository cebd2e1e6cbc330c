package io.bactrian.starter.saga;

import io.bactrian.starter.callback.ConsumedEndpoints;
import io.bactrian.starter.callback.RegisteredEndpoints;
import io.bactrian.starter.client.CoordinatorClient;
import io.bactrian.starter.client.CoordinatorException;
import io.bactrian.starter.client.NeededEndpoint;
import io.bactrian.starter.saga.SagaSettings.OnMissingEndpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says at start what this deployment lacks: endpoints that live sagas will call back and no saga route registers, and
 * registered ones that no route consumes. Without it the first to notice is a compensation that cannot run.
 */
final class DeployGuard {

    private static final Logger LOG = LoggerFactory.getLogger(DeployGuard.class);

    /** In beats: what is missing is asked for again, until its sagas have ended. */
    private static final int ASK_AGAIN = 12;

    private final CoordinatorClient coordinator;
    private final RegisteredEndpoints endpoints;
    private final String application;
    private final OnMissingEndpoint mode;
    private final Duration patience;
    private volatile @Nullable CamelContext context;
    private volatile List<NeededEndpoint> needed = List.of();
    private volatile boolean answered;
    private boolean reported;
    private int beats;

    DeployGuard(
            CoordinatorClient coordinator,
            RegisteredEndpoints endpoints,
            String application,
            OnMissingEndpoint mode,
            Duration patience) {
        this.coordinator = coordinator;
        this.endpoints = endpoints;
        this.application = application;
        this.mode = mode;
        this.patience = patience;
    }

    /**
     * Looks once, when all routes run and before the coordinator is told that this application is there. A coordinator
     * that does not answer holds no start up: it is asked again every few seconds.
     *
     * @throws MissingEndpointsException when something is missing and the start is to fail then
     */
    void atStart(CamelContext camel) {
        context = camel;
        if (mode == OnMissingEndpoint.OFF) {
            return;
        }
        try {
            ask(mode == OnMissingEndpoint.FAIL ? patience : Duration.ZERO);
        } catch (CoordinatorException e) {
            LOG.warn("{}; trying again until it answers", e.getMessage());
        }
        report();
        if (mode == OnMissingEndpoint.FAIL && !findings().isEmpty()) {
            throw new MissingEndpointsException(findings());
        }
    }

    /** Every few seconds. */
    void beat() {
        boolean again = ++beats % ASK_AGAIN == 0 && reported;
        if (mode == OnMissingEndpoint.OFF || answered && !again) {
            return;
        }
        try {
            ask(Duration.ZERO);
            if (!reported) {
                report();
            } else if (findings().isEmpty()) {
                reported = false;
                LOG.info("No live saga needs an endpoint any more that this application lacks");
            }
        } catch (CoordinatorException e) {
            LOG.debug("{}", e.getMessage());
        }
    }

    private void ask(Duration giveUpAfter) {
        Optional<List<NeededEndpoint>> answer = coordinator.neededEndpoints(application, giveUpAfter);
        needed = answer.orElse(List.of());
        answered = true;
    }

    private void report() {
        List<String> findings = findings();
        findings.forEach(LOG::error);
        reported = !findings.isEmpty();
    }

    /** What is missing as far as is known now, a sentence each. */
    List<String> findings() {
        CamelContext camel = context;
        if (camel == null || mode == OnMissingEndpoint.OFF) {
            return List.of();
        }
        List<String> findings = new ArrayList<>();
        needed.stream()
                .filter(one -> !endpoints.contains(one.uri()))
                .map(DeployGuard::unregistered)
                .forEach(findings::add);
        endpoints.all().stream()
                .filter(one -> ConsumedEndpoints.isNowhereConsumed(one, camel))
                .map(ConsumedEndpoints::fault)
                .sorted()
                .forEach(findings::add);
        return findings;
    }

    private static String unregistered(NeededEndpoint one) {
        String sagas = one.sagas() == 1 ? "1 live saga needs" : one.sagas() + " live sagas need";
        String examples = one.examples().isEmpty() ? "" : " (" + String.join(", ", one.examples()) + ")";
        return sagas + " the " + one.kind() + " " + one.uri() + examples
                + " and no saga route of this application registers it: deploy its route again until they have ended,"
                + " or settle them by hand";
    }
}
