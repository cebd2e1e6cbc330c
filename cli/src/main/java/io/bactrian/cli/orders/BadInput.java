package io.bactrian.cli.orders;

/** A fault in one line of the input; its message is the reason a person reads. */
final class BadInput extends Exception {

    private static final long serialVersionUID = 1L;

    BadInput(String reason) {
        super(reason);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
