package io.bactrian.cli.system;

import java.util.ArrayList;
import java.util.List;

/** Which parts make up a system. */
public enum Sample {
    /** Orders, each a saga. */
    ORDERS(
            Part.COORDINATOR,
            Part.BROKER,
            Part.INVENTORY,
            Part.PAYMENT,
            Part.ORDERS,
            Part.SHIPPING,
            Part.FOLLOW_UPS,
            Part.ROUTES),
    /** The same with shipping over HTTP, no broker and nobody who listens to events. */
    ORDERS_OVER_HTTP(Part.COORDINATOR, Part.INVENTORY, Part.PAYMENT, Part.ORDERS, Part.SHIPPING, Part.ROUTES),
    /** Insurance, by events alone; the coordinator only watches. */
    INSURANCE(Part.BROKER, Part.COORDINATOR, Part.QUOTES, Part.POLICIES, Part.BILLING, Part.NOTIFICATIONS);

    private final List<Part> parts;

    Sample(Part... parts) {
        this.parts = List.of(parts);
    }

    /**
     * In the sequence in which they are started and shown. Only our coordinator speaks Kafka: with the other one there is
     * no broker, and nobody who listens to events.
     */
    List<Part> parts(Engine engine) {
        List<Part> running = new ArrayList<>(parts);
        if (engine == Engine.NARAYANA) {
            running.removeAll(List.of(Part.BROKER, Part.FOLLOW_UPS));
        }
        return running;
    }
}
