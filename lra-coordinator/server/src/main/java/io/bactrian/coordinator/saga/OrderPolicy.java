package io.bactrian.coordinator.saga;

import java.util.Locale;

/** What a participant that cannot be compensated now means for those that joined before it. */
public enum OrderPolicy {
    /** A parked participant lets the earlier ones go on; so does one that failed for good. The default. */
    BEST_EFFORT("best-effort"),
    /** A parked participant, and one that failed until a person has acknowledged it, hold the earlier ones. */
    STRICT("strict");

    private final String wire;

    OrderPolicy(String wire) {
        this.wire = wire;
    }

    /** The value of the {@code Bactrian-Order} header. */
    public String wire() {
        return wire;
    }

    /**
     * The policy of a header value.
     *
     * @throws IllegalArgumentException when the value is neither {@code best-effort} nor {@code strict}
     */
    public static OrderPolicy ofWire(String value) {
        for (OrderPolicy policy : values()) {
            if (policy.wire.equals(value.trim().toLowerCase(Locale.ROOT))) {
                return policy;
            }
        }
        throw new IllegalArgumentException("Bactrian-Order must be best-effort or strict, was " + value);
    }
}
