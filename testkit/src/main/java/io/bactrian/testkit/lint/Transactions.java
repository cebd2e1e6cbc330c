package io.bactrian.testkit.lint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.model.PolicyDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SagaDefinition;
import org.apache.camel.model.TransactedDefinition;
import org.apache.camel.spi.Policy;
import org.apache.camel.spi.TransactedPolicy;
import org.jspecify.annotations.Nullable;

/**
 * {@link LintRule#SAGA_INSIDE_TRANSACTION}. From each block that can start a saga all ways are followed outward, through
 * what lies around it and the {@code direct:} calls to its route. A way ends where nobody calls, or where there is a saga
 * that the block joins instead of starting one.
 */
final class Transactions implements Rule {

    private static final Set<String> STARTING = Set.of("REQUIRED", "REQUIRES_NEW");
    private static final Set<String> IN_A_SAGA = Set.of("REQUIRED", "REQUIRES_NEW", "MANDATORY");
    private static final Set<String> IN_NONE = Set.of("NOT_SUPPORTED", "NEVER");

    /** Names that Camel's documentation gives to such beans; these bring a transaction. */
    private static final String BRINGS_ONE = "PROPAGATION_(REQUIRED|REQUIRES_NEW|MANDATORY|NESTED)";

    private static final String BRINGS_NONE = "PROPAGATION_(SUPPORTS|NOT_SUPPORTED|NEVER)";

    private final RouteModel model;

    Transactions(RouteModel model) {
        this.model = model;
    }

    @Override
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        model.sagas().filter(this::startsAndCloses).forEach(node -> {
            boolean joins = model.propagation(RouteModel.saga(node)).equals("REQUIRED");
            around(node, joins, Optional.empty(), Set.of(node.route()))
                    .ifPresent(transacted -> findings.add(finding(node, transacted)));
        });
        return findings;
    }

    private boolean startsAndCloses(Node node) {
        SagaDefinition saga = RouteModel.saga(node);
        return STARTING.contains(model.propagation(saga)) && !model.isManual(saga);
    }

    private static Finding finding(Node node, Node transacted) {
        return new Finding(
                LintRule.SAGA_INSIDE_TRANSACTION,
                node.routeId(),
                node.label(),
                "it can start a saga inside the transaction of route '" + transacted.routeId()
                        + "', and closes it before that commits: if the commit fails, what was written in it is gone"
                        + " and the saga has completed",
                "Put transacted() inside a step: at the begin of a route that is called from a saga() block, so that the"
                        + " saga outlives the transaction.");
    }

    /**
     * A transaction on a way to a node.
     *
     * @param joins whether the block would join a saga that is open at this node
     * @param found further inward on this way
     */
    private Optional<Node> around(Node node, boolean joins, Optional<Node> found, Set<RouteDefinition> seen) {
        boolean stillJoins = joins;
        List<ProcessorDefinition<?>> outward = new ArrayList<>(node.around());
        Collections.reverse(outward);
        for (ProcessorDefinition<?> around : outward) {
            if (stillJoins && around instanceof SagaDefinition saga) {
                if (IN_A_SAGA.contains(model.propagation(saga))) {
                    return Optional.empty();
                }
                stillJoins = !IN_NONE.contains(model.propagation(saga));
            }
        }
        Optional<Node> transaction = found.or(() -> transactionAt(node));
        List<Node> callers =
                model.callersOf(node.route()).filter(RouteModel::isHeardOf).toList();
        if (callers.isEmpty()) {
            return transaction;
        }
        for (Node caller : callers) {
            Set<RouteDefinition> with = new HashSet<>(seen);
            Optional<Node> further =
                    with.add(caller.route()) ? around(caller, stillJoins, transaction, with) : Optional.empty();
            if (further.isPresent()) {
                return further;
            }
        }
        return Optional.empty();
    }

    private Optional<Node> transactionAt(Node node) {
        return model.nodes().stream()
                .filter(known -> known.route() == node.route() && isTransacted(known.definition()))
                .filter(known -> node.around().contains(known.definition())
                        || node.before().contains(known.definition()) && isForWhatFollows(known.definition()))
                .findFirst();
    }

    /** In YAML and XML an empty one may stand before the nodes that it is about. */
    private static boolean isForWhatFollows(ProcessorDefinition<?> definition) {
        return definition.getOutputs().isEmpty();
    }

    private boolean isTransacted(ProcessorDefinition<?> definition) {
        if (definition instanceof TransactedDefinition transacted) {
            String ref = model.resolve(transacted, transacted.getRef());
            return ref == null || !ref.matches(BRINGS_NONE);
        }
        return definition instanceof PolicyDefinition policy
                && brings(policy.getPolicy(), model.resolve(policy, policy.getRef()));
    }

    private boolean brings(@Nullable Policy policy, @Nullable String ref) {
        if (ref == null) {
            return policy instanceof TransactedPolicy;
        }
        return ref.matches(BRINGS_ONE) || !ref.matches(BRINGS_NONE) && model.bean(ref) instanceof TransactedPolicy;
    }
}
