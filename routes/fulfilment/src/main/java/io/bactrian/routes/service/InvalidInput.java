package io.bactrian.routes.service;

import java.util.List;

/** Input that cannot be worked on, with every fault that was found in it. */
public final class InvalidInput extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final List<String> faults;

    public InvalidInput(List<String> faults) {
        super(String.join("; ", faults));
        this.faults = List.copyOf(faults);
    }

    /** One sentence per fault, each with the field, the rule and the value. */
    public List<String> faults() {
        return faults;
    }
}
