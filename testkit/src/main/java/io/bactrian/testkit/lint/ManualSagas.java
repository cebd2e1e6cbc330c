package io.bactrian.testkit.lint;

import java.util.List;
import java.util.Set;
import org.apache.camel.model.SagaDefinition;

/** {@link LintRule#MANUAL_WITHOUT_TIMEOUT}. */
final class ManualSagas implements Rule {

    private static final Set<String> STARTING = Set.of("REQUIRED", "REQUIRES_NEW");

    private final RouteModel model;

    ManualSagas(RouteModel model) {
        this.model = model;
    }

    @Override
    public List<Finding> findings() {
        return model.sagas()
                .filter(node -> isUnlimited(RouteModel.saga(node)))
                .map(node -> new Finding(
                        LintRule.MANUAL_WITHOUT_TIMEOUT,
                        node.routeId(),
                        node.label(),
                        "a MANUAL saga ends only when a route says so, and this one has no time limit: if that route"
                                + " never runs, it stays open and nothing is undone",
                        "Add timeout(..): the longest time until saga:complete, after which all is undone."))
                .toList();
    }

    private boolean isUnlimited(SagaDefinition saga) {
        String timeout = saga.getTimeout();
        return model.isManual(saga)
                && STARTING.contains(model.propagation(saga))
                && (timeout == null || timeout.isBlank());
    }
}
