package io.bactrian.coordinator.flows;

import java.util.List;

/** Flows are declared in a way that cannot be meant; each problem names the property, the value and what to do. */
final class BadFlowDeclaration extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    BadFlowDeclaration(List<String> problems) {
        super("The flows declared under bactrian.flows cannot be tracked:\n  * " + String.join("\n  * ", problems));
        this.problems = problems;
    }

    List<String> problems() {
        return problems;
    }
}
