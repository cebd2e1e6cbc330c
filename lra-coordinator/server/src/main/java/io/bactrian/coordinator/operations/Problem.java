package io.bactrian.coordinator.operations;

import org.springframework.http.HttpStatus;

/** A request that is not done; becomes an {@code application/problem+json} answer. */
final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final HttpStatus status;
    private final String title;

    /**
     * @param title the kind of problem, the same for every case of it
     * @param detail this case: the fault and the fix
     */
    Problem(HttpStatus status, String title, String detail) {
        super(detail);
        this.status = status;
        this.title = title;
    }

    static Problem badRequest(String detail) {
        return new Problem(HttpStatus.BAD_REQUEST, "The request cannot be understood", detail);
    }

    static Problem notFound(String detail) {
        return new Problem(HttpStatus.NOT_FOUND, "Not found", detail);
    }

    static Problem notPossible(String detail) {
        return new Problem(HttpStatus.CONFLICT, "Not possible now", detail);
    }

    HttpStatus status() {
        return status;
    }

    String title() {
        return title;
    }
}
