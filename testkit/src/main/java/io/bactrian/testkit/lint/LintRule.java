package io.bactrian.testkit.lint;

import java.util.Locale;

/** What {@link SagaLint} looks for. */
public enum LintRule {
    /** A step inside a saga acts on the world, and nothing that is registered around it undoes that. */
    SIDE_EFFECT_WITHOUT_COMPENSATION,
    /** A saga that only a route decides has no time limit: a reply that never comes leaves it open. */
    MANUAL_WITHOUT_TIMEOUT,
    /** A compensation or completion goes to an endpoint inside the context that no route consumes. */
    CALLBACK_WITHOUT_CONSUMER,
    /** The URI of a compensation or completion has an expression in it, which nothing evaluates. */
    CALLBACK_URI_NOT_EVALUATED,
    /** An option is written nearly like one that speaks to the coordinator, or lacks the prefix of one. */
    MISSPELT_OPTION,
    /** A retry outside of a {@code saga()} block runs the block, and so joins, once more per try. */
    RETRY_JOINS_AGAIN,
    /** A compensation or completion route deals with its own failure, so that it never fails and never succeeds. */
    CALLBACK_HIDES_FAILURE,
    /** Steps that run in a loop or split have nothing that tells the passes apart when they are undone. */
    SAME_STEP_IN_LOOP,
    /** A compensation or completion has {@code policy("once")} and its action has not, or the action alone has it. */
    ONCE_ON_ONE_SIDE_ONLY,
    /** A transaction lies around a block that can start a saga, which closes before the transaction commits. */
    SAGA_INSIDE_TRANSACTION;

    /** As it stands in reports: {@code manual-without-timeout}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
