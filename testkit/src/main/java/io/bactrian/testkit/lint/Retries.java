package io.bactrian.testkit.lint;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.camel.ErrorHandlerFactory;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.RedeliveryPolicyDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.TryDefinition;
import org.apache.camel.model.errorhandler.DefaultErrorHandlerDefinition;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.jspecify.annotations.Nullable;

/**
 * {@link LintRule#RETRY_JOINS_AGAIN}. A route's own redelivery repeats the node that failed and never the {@code saga()}
 * block around it. The block is repeated when its route has no error handler and a caller's redelivers the call.
 */
final class Retries implements Rule {

    private static final Set<String> JOINING = Set.of("REQUIRED", "MANDATORY", "SUPPORTS", "REQUIRES_NEW");

    private final RouteModel model;

    Retries(RouteModel model) {
        this.model = model;
    }

    @Override
    public List<Finding> findings() {
        return model.nodes().stream()
                .filter(RouteModel::isHeardOf)
                .filter(node ->
                        redelivers(node.route()) && node.around().stream().noneMatch(TryDefinition.class::isInstance))
                .flatMap(node -> model.calledBy(node)
                        .filter(route -> joinsPerTry(route, new HashSet<>()))
                        .map(route -> new Finding(
                                LintRule.RETRY_JOINS_AGAIN,
                                node.routeId(),
                                node.label(),
                                "this call is redelivered when it fails, and each try begins the saga step behind it once"
                                        + " more: it will be undone once per try",
                                "Retry inside the step: put what may fail for a while into a route of its own with the"
                                        + " redelivery, and call that from the saga() block.")))
                .toList();
    }

    private boolean joinsPerTry(RouteDefinition route, Set<RouteDefinition> seen) {
        if (!seen.add(route) || !(route.getErrorHandlerFactory() instanceof NoErrorHandlerDefinition)) {
            return false; // its own error handler has the last word, and Camel does not redeliver what that gave up
        }
        return model.sagaOf(route)
                        .filter(saga -> JOINING.contains(model.propagation(saga)))
                        .isPresent()
                || model.nodes().stream()
                        .filter(node -> node.route() == route)
                        .filter(RouteModel::isHeardOf)
                        .filter(node -> node.around().stream().noneMatch(TryDefinition.class::isInstance))
                        .flatMap(node -> model.calledBy(node))
                        .anyMatch(next -> joinsPerTry(next, seen));
    }

    private boolean redelivers(RouteDefinition route) {
        ErrorHandlerFactory handler = route.getErrorHandlerFactory();
        if (handler instanceof NoErrorHandlerDefinition) {
            return false;
        }
        boolean always = handler instanceof DefaultErrorHandlerDefinition standard
                && standard.hasRedeliveryPolicy()
                && isMoreThanNone(route, standard.getRedeliveryPolicy());
        return always || model.onExceptions(route).anyMatch(clause -> redelivers(route, clause));
    }

    private boolean redelivers(RouteDefinition route, OnExceptionDefinition clause) {
        return clause.getRetryWhile() != null
                || clause.getRetryWhilePolicy() != null
                || isMoreThanNone(route, clause.getRedeliveryPolicyType());
    }

    private boolean isMoreThanNone(RouteDefinition route, @Nullable RedeliveryPolicyDefinition policy) {
        String most = policy == null ? null : model.resolve(route, policy.getMaximumRedeliveries());
        return most != null && !most.equals("0");
    }
}
