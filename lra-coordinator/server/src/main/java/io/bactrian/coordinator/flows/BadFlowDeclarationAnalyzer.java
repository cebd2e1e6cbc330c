package io.bactrian.coordinator.flows;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says at start what is wrong with the declared flows, without a stack trace. */
final class BadFlowDeclarationAnalyzer extends AbstractFailureAnalyzer<BadFlowDeclaration> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, BadFlowDeclaration cause) {
        return new FailureAnalysis(
                String.valueOf(cause.getMessage()),
                "Correct what each line says; docs/flows.md shows a whole declaration.",
                cause);
    }
}
