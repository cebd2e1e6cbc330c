package io.bactrian.starter.client;

/** Which kind of coordinator answers. */
public enum Engine {
    /** No answer seen yet. */
    UNKNOWN,
    /** Ours: it says so in every answer. */
    BACTRIAN,
    /** Any other MicroProfile LRA coordinator. */
    STOCK
}
