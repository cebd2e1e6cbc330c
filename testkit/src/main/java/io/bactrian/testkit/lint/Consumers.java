package io.bactrian.testkit.lint;

import java.util.List;

/** {@link LintRule#CALLBACK_WITHOUT_CONSUMER}. */
final class Consumers implements Rule {

    private final RouteModel model;

    Consumers(RouteModel model) {
        this.model = model;
    }

    @Override
    public List<Finding> findings() {
        return model.callbacks()
                .filter(this::isConsumedByNobody)
                .map(Consumers::finding)
                .toList();
    }

    private boolean isConsumedByNobody(Callback callback) {
        String name = callback.name();
        return CallbackUris.expressionIn(name).isEmpty() // which has a finding of its own
                && RouteModel.isInternal(name)
                && model.consumersOf(name).findAny().isEmpty();
    }

    private static Finding finding(Callback callback) {
        return new Finding(
                LintRule.CALLBACK_WITHOUT_CONSUMER,
                callback.block().routeId(),
                callback.block().label(),
                "no route consumes its " + callback.kind() + " " + callback.name() + ": the " + callback.kind()
                        + " will fail each time it is asked for",
                "Add from(\"" + callback.name() + "\"), or mend the name.");
    }
}
