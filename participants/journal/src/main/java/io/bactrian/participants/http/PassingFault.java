package io.bactrian.participants.http;

/** The call cannot be served now and may be later. Answered with 503, so that the caller calls again. */
public final class PassingFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String error;
    private final String detail;

    public PassingFault(String error, String detail) {
        super(detail);
        this.error = error;
        this.detail = detail;
    }

    String error() {
        return error;
    }

    String detail() {
        return detail;
    }
}
