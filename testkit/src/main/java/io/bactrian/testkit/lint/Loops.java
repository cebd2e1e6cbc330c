package io.bactrian.testkit.lint;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.camel.model.LoopDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.PropertyExpressionDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SagaDefinition;
import org.apache.camel.model.SplitDefinition;
import org.apache.camel.model.language.ConstantExpression;

/** {@link LintRule#SAME_STEP_IN_LOOP}. */
final class Loops implements Rule {

    private static final Set<String> JOINING = Set.of("REQUIRED", "MANDATORY", "SUPPORTS");

    private final RouteModel model;

    Loops(RouteModel model) {
        this.model = model;
    }

    @Override
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        for (Node node : model.nodes()) {
            if (isRepeated(node)) {
                reachedFrom(node, new LinkedHashSet<>()).stream()
                        .filter(this::joinsTheSameEachTime)
                        .map(route -> finding(node, route))
                        .forEach(findings::add);
            }
        }
        return findings;
    }

    /** What runs once per pass in the same saga: the routes that a node calls, and what those call. */
    private Set<RouteDefinition> reachedFrom(Node node, Set<RouteDefinition> reached) {
        model.calledBy(node)
                .filter(route -> model.sagaOf(route)
                        .map(model::propagation)
                        .map(JOINING::contains)
                        .orElse(true))
                .filter(reached::add)
                .flatMap(route -> model.nodes().stream().filter(inside -> inside.route() == route))
                .filter(inside -> !isRepeated(inside)) // has a finding of its own
                .forEach(inside -> reachedFrom(inside, reached));
        return reached;
    }

    private static boolean isRepeated(Node node) {
        return node.around().stream().anyMatch(Loops::repeats);
    }

    private static boolean repeats(ProcessorDefinition<?> around) {
        return around instanceof LoopDefinition || around instanceof SplitDefinition;
    }

    private boolean joinsTheSameEachTime(RouteDefinition route) {
        return model.sagaOf(route)
                .filter(saga -> saga.getCompensation() != null && JOINING.contains(model.propagation(saga)))
                .filter(Loops::saysTheSameEachTime)
                .filter(saga -> model.nodes().stream()
                        .filter(node -> node.route() == route)
                        .flatMap(node -> model.targets(node.definition()))
                        .noneMatch("bactrian:result"::equals))
                .isPresent();
    }

    private static boolean saysTheSameEachTime(SagaDefinition saga) {
        List<PropertyExpressionDefinition> options = saga.getOptions();
        return options == null
                || options.stream()
                        .filter(option -> !option.getKey().startsWith("bactrian."))
                        .allMatch(option -> option.getExpression() instanceof ConstantExpression);
    }

    private static Finding finding(Node node, RouteDefinition step) {
        return new Finding(
                LintRule.SAME_STEP_IN_LOOP,
                node.routeId(),
                node.label(),
                "step '" + RouteModel.nameOf(step)
                        + "' is begun once per pass and undone once per pass, and nothing tells"
                        + " its compensation which pass it is to undo",
                "Give the step an option(..) that differs from pass to pass, or keep a bactrian:result of it.");
    }
}
