package io.bactrian.routes;

import io.bactrian.testkit.lint.LintRule;
import io.bactrian.testkit.lint.SagaLint;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.springframework.context.ApplicationContext;

class SagasAreSoundTest extends RoutesTest {

    @Test
    void sagasAreSound(ApplicationContext application) {
        SagaLint.check(application.getBean(CamelContext.class))
                .ignoring(
                        LintRule.SIDE_EFFECT_WITHOUT_COMPENSATION,
                        "validate-return",
                        "orders joins the saga itself, and drops the return")
                .ignoring(
                        LintRule.SIDE_EFFECT_WITHOUT_COMPENSATION,
                        "refund-return",
                        "payment joins the saga itself, and charges again")
                .ignoring(
                        LintRule.SIDE_EFFECT_WITHOUT_COMPENSATION,
                        "restock-return",
                        "inventory joins the saga itself, and sends the goods back")
                .ignoring(
                        LintRule.SIDE_EFFECT_WITHOUT_COMPENSATION,
                        "put-return-refusal",
                        "a refusal stays on record when the saga is undone: that is meant")
                .orFail();
    }
}
