package io.bactrian.testkit.lint;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.model.SagaActionUriDefinition;
import org.apache.camel.model.SagaDefinition;
import org.jspecify.annotations.Nullable;

/** {@link LintRule#CALLBACK_WITHOUT_CONSUMER}. */
final class Consumers implements Rule {

    private final RouteModel model;

    Consumers(RouteModel model) {
        this.model = model;
    }

    @Override
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        model.sagas().forEach(node -> {
            SagaDefinition saga = RouteModel.saga(node);
            look(node, "compensation", saga.getCompensation(), findings);
            look(node, "completion", saga.getCompletion(), findings);
        });
        return findings;
    }

    private void look(Node node, String kind, @Nullable SagaActionUriDefinition action, List<Finding> findings) {
        String name = action == null ? "" : RouteModel.name(model.uri(action));
        if (CallbackUris.expressionIn(name).isPresent()) {
            return; // has a finding of its own
        }
        if (RouteModel.isInternal(name) && model.consumersOf(name).findAny().isEmpty()) {
            findings.add(new Finding(
                    LintRule.CALLBACK_WITHOUT_CONSUMER,
                    node.routeId(),
                    node.label(),
                    "no route consumes its " + kind + " " + name + ": the " + kind
                            + " will fail each time it is asked for",
                    "Add from(\"" + name + "\"), or mend the name."));
        }
    }
}
