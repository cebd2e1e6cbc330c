package io.bactrian.cli.system;

import java.util.Arrays;
import java.util.stream.Collectors;

/** One process of the system. The sequence is the one they are shown and started in. */
public enum Part {
    COORDINATOR("coordinator", 0, "lra-coordinator/server", 256),
    /** Kafka; a process of no web server. */
    BROKER("broker", 20, "broker", 256),
    INVENTORY("inventory", 11, "participants/inventory", 192),
    PAYMENT("payment", 12, "participants/payment", 192),
    ORDERS("orders", 13, "participants/orders", 192),
    SHIPPING("shipping", 14, "participants/shipping", 192),
    /** What follows once an order is fulfilled; hears of it by events. */
    FOLLOW_UPS("follow-ups", 15, "participants/followups", 160),
    ROUTES("routes", 10, "routes/fulfilment", 256),
    QUOTES("quotes", 21, "participants/insurance/quotes", 160),
    POLICIES("policies", 22, "participants/insurance/policies", 160),
    BILLING("billing", 23, "participants/insurance/billing", 160),
    NOTIFICATIONS("notifications", 24, "participants/insurance/notifications", 160);

    private static final String NARAYANA_MODULE = "lra-coordinator/narayana";

    private final String label;
    private final int portOffset;
    private final String module;
    private final int heapMegabytes;

    Part(String label, int portOffset, String module, int heapMegabytes) {
        this.label = label;
        this.portOffset = portOffset;
        this.module = module;
        this.heapMegabytes = heapMegabytes;
    }

    /** The word a person uses for it, also the name of its log file. */
    public String label() {
        return label;
    }

    /** How far its port lies above the coordinator's. */
    public int portOffset() {
        return portOffset;
    }

    /** The folder of the module that builds its executable jar. */
    String module(Engine engine) {
        return this == COORDINATOR && engine == Engine.NARAYANA ? NARAYANA_MODULE : module;
    }

    int heapMegabytes() {
        return heapMegabytes;
    }

    /**
     * The part of that name.
     *
     * @throws IllegalArgumentException naming the parts there are
     */
    public static Part named(String label) {
        return Arrays.stream(values())
                .filter(part -> part.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no part " + label + ", there are: "
                        + Arrays.stream(values()).map(Part::label).collect(Collectors.joining(", "))));
    }
}
