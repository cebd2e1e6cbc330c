package io.bactrian.testkit.lint;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.model.PolicyDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
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
        return model.callbacks().flatMap(callback -> finding(callback).stream()).toList();
    }

    private Optional<Finding> finding(Callback callback) {
        List<RouteDefinition> routes = model.consumersOf(callback.name()).toList();
        if (routes.isEmpty()) {
            return Optional.empty(); // what is not in this context cannot be read
        }
        Node block = callback.block();
        boolean action = hasOnce(block.route(), block.definition());
        boolean undoing = routes.stream().anyMatch(route -> hasOnce(route, null));
        String kind = callback.kind();
        if (undoing && !action) {
            return Optional.of(finding(
                    block,
                    "its " + kind + " " + callback.name() + " has policy(\"once\") and its action has not: no action is"
                            + " ever on record, so the " + kind + " takes it for never done and does nothing",
                    "Put policy(\"once\") around the action too, or take it from the " + kind + "."));
        }
        if (action && !undoing && kind.equals("compensation")) {
            return Optional.of(finding(
                    block,
                    "its action has policy(\"once\") and its compensation " + callback.name() + " has not: nothing"
                            + " records that the step was undone, so it is undone again when asked again, also where"
                            + " nothing was done, and an action that comes late still runs",
                    "Put policy(\"once\") around the compensation too."));
        }
        return Optional.empty();
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
