package io.bactrian.coordinator.lra;

import org.springframework.http.HttpStatus;

/** The request itself is wrong; the message names the fault and the fix. */
final class BadRequest extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final HttpStatus status;

    BadRequest(String message) {
        this(HttpStatus.BAD_REQUEST, message);
    }

    BadRequest(HttpStatus status, String message) {
        super(message);
        this.status = status;
    }

    HttpStatus status() {
        return status;
    }
}
