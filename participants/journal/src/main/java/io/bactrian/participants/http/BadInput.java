package io.bactrian.participants.http;

import java.util.List;

/** The caller's input cannot be used; says everything that is wrong with it. Answered with 400. */
public final class BadInput extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final List<String> errors;

    public BadInput(List<String> errors) {
        super(String.join("; ", errors));
        this.errors = List.copyOf(errors);
    }

    public List<String> errors() {
        return errors;
    }
}
