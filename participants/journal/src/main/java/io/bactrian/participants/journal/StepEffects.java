package io.bactrian.participants.journal;

import org.jspecify.annotations.Nullable;

/**
 * What the journal calls the effects of a saga step.
 *
 * @param step the step's name
 * @param action for example {@code RESERVE}
 * @param compensation for example {@code RELEASE}
 * @param completion {@code null} if the step has none
 */
public record StepEffects(
        String step,
        String action,
        String compensation,
        @Nullable String completion) {}
