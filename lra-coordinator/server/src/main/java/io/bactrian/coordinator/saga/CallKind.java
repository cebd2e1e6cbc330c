package io.bactrian.coordinator.saga;

/** What a participant can be called for. */
public enum CallKind {
    /** {@code PUT compensate}: undo the step. */
    COMPENSATE,
    /** {@code PUT complete}: the step stands, clean up. */
    COMPLETE,
    /** {@code GET status}: an earlier compensate or complete was answered "in progress". */
    STATUS,
    /** {@code DELETE forget}: the failure was recorded, the participant may drop what it kept. */
    FORGET,
    /** {@code PUT after}: the saga has ended; the body says how. */
    AFTER
}
