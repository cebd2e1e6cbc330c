package io.bactrian.testkit.lint;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.model.PolicyDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SagaActionUriDefinition;
import org.apache.camel.model.SagaDefinition;
import org.jspecify.annotations.Nullable;

/** {@link LintRule#ONCE_ON_ONE_SIDE_ONLY}. */
final class OncePairs implements Rule {

    private static final String BEAN = "once";
    /** Of the starter, which need not be on the class path of a test. */
    private static final String POLICY = "io.bactrian.starter.barrier.OncePolicy";

    private final RouteModel model;

    OncePairs(RouteModel model) {
        this.model = model;
    }

    @Override
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        model.sagas().forEach(node -> {
            SagaDefinition saga = RouteModel.saga(node);
            boolean action = hasOnce(node.route(), node.definition());
            look(node, "compensation", saga.getCompensation(), action, findings);
            look(node, "completion", saga.getCompletion(), action, findings);
        });
        return findings;
    }

    private void look(
            Node node,
            String kind,
            @Nullable SagaActionUriDefinition callback,
            boolean action,
            List<Finding> findings) {
        if (callback == null) {
            return;
        }
        String name = RouteModel.name(model.uri(callback));
        List<RouteDefinition> routes = model.consumersOf(name).toList();
        if (routes.isEmpty()) {
            return; // what is not in this context cannot be read
        }
        boolean undoing = routes.stream().anyMatch(route -> hasOnce(route, null));
        if (undoing && !action) {
            findings.add(finding(
                    node,
                    "its " + kind + " " + name + " has policy(\"once\") and its action has not: no action is ever on"
                            + " record, so the " + kind + " takes it for never done and does nothing",
                    "Put policy(\"once\") around the action too, or take it from the " + kind + "."));
        } else if (action && !undoing && kind.equals("compensation")) {
            findings.add(finding(
                    node,
                    "its action has policy(\"once\") and its compensation " + name + " has not: nothing records that"
                            + " the step was undone, so it is undone again when asked again, also where nothing was"
                            + " done, and an action that comes late still runs",
                    "Put policy(\"once\") around the compensation too."));
        }
    }

    private static Finding finding(Node node, String why, String remedy) {
        return new Finding(LintRule.ONCE_ON_ONE_SIDE_ONLY, node.routeId(), node.label(), why, remedy);
    }

    /**
     * Whether the policy is somewhere in a route or in what it calls, as far as that belongs to the same step.
     *
     * @param block the {@code saga()} of the step, null for a callback, which is a route of its own
     */
    private boolean hasOnce(RouteDefinition route, @Nullable ProcessorDefinition<?> block) {
        Set<RouteDefinition> seen = new HashSet<>(List.of(route));
        Deque<Node> open = new ArrayDeque<>(nodesOf(route)
                .filter(node -> block == null || node.around().contains(block))
                .toList());
        while (!open.isEmpty()) {
            Node node = open.pop();
            if (isOnce(node.definition())) {
                return true;
            }
            model.calledBy(node)
                    .filter(seen::add)
                    .flatMap(this::nodesOf)
                    .filter(called -> called.saga().isEmpty()) // what joins for itself is a step of its own
                    .forEach(open::add);
        }
        return false;
    }

    private Stream<Node> nodesOf(RouteDefinition route) {
        return model.nodes().stream().filter(node -> node.route() == route);
    }

    private boolean isOnce(ProcessorDefinition<?> definition) {
        return definition instanceof PolicyDefinition policy
                && (BEAN.equals(model.resolve(policy, policy.getRef()))
                        || policy.getPolicy() != null
                                && policy.getPolicy().getClass().getName().equals(POLICY));
    }
}
