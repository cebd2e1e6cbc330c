package io.bactrian.testkit.lint;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.Predicate;
import org.apache.camel.model.ExpressionSubElementDefinition;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.errorhandler.DeadLetterChannelDefinition;
import org.jspecify.annotations.Nullable;

/** {@link LintRule#CALLBACK_HIDES_FAILURE}. */
final class HiddenFailures implements Rule {

    private final RouteModel model;

    HiddenFailures(RouteModel model) {
        this.model = model;
    }

    @Override
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        for (RouteDefinition route : callbackRoutes()) {
            model.onExceptions(route).forEach(clause -> {
                if (says(clause.getContinuedPolicy(), clause.getContinued())) {
                    findings.add(finding(
                            route,
                            label(clause) + ".continued",
                            "a failure here is passed over, and the coordinator is told that it is done"));
                } else if (says(clause.getHandledPolicy(), clause.getHandled())) {
                    findings.add(finding(
                            route,
                            label(clause) + ".handled",
                            "a failure that is handled counts as a failure: it is asked for again, with the same end,"
                                    + " until a person must look at it"));
                }
            });
            if (route.getErrorHandlerFactory() instanceof DeadLetterChannelDefinition) {
                findings.add(finding(
                        route,
                        "errorHandler[deadLetterChannel]",
                        "what went to a dead letter channel counts as a failure: it is asked for again, and goes there"
                                + " again"));
            }
        }
        return findings;
    }

    private static Finding finding(RouteDefinition route, String node, String why) {
        return new Finding(
                LintRule.CALLBACK_HIDES_FAILURE,
                RouteModel.nameOf(route),
                node,
                why,
                "Let the exception leave the route: the coordinator repeats the call, with pauses, and shows why. Where a"
                        + " failure means that there is nothing to do, catch it with doTry; where it will never succeed,"
                        + " throw CompensationImpossibleException.");
    }

    private static String label(OnExceptionDefinition clause) {
        return "onException"
                + clause.getExceptions().stream()
                        .map(name -> name.substring(name.lastIndexOf('.') + 1))
                        .toList();
    }

    private static boolean says(@Nullable Predicate predicate, @Nullable ExpressionSubElementDefinition element) {
        String text = predicate != null ? predicate.toString() : element == null ? "false" : String.valueOf(element);
        return !text.toLowerCase(java.util.Locale.ROOT).contains("false");
    }

    /** Those that consume a compensation or completion, and what they call. */
    private Set<RouteDefinition> callbackRoutes() {
        Set<RouteDefinition> all = new LinkedHashSet<>();
        model.sagas()
                .map(RouteModel::saga)
                .flatMap(saga -> Stream.of(saga.getCompensation(), saga.getCompletion()))
                .filter(action -> action != null)
                .flatMap(action -> model.consumersOf(RouteModel.name(model.uri(action))))
                .forEach(route -> add(route, all));
        return new LinkedHashSet<>(all);
    }

    private void add(RouteDefinition route, Set<RouteDefinition> all) {
        if (all.add(route)) {
            Set<String> called = new HashSet<>();
            model.nodes().stream()
                    .filter(node -> node.route() == route)
                    .filter(RouteModel::isHeardOf)
                    .flatMap(node -> model.targets(node.definition()))
                    .filter(target -> target.startsWith("direct:"))
                    .forEach(called::add);
            called.forEach(target -> model.consumersOf(target).forEach(next -> add(next, all)));
        }
    }
}
