package io.bactrian.starter.client;

import org.jspecify.annotations.Nullable;

/** A request to the coordinator that did not get the answer it needed. */
public abstract sealed class CoordinatorException extends RuntimeException
        permits CoordinatorRefusedException, CoordinatorUnreachableException {

    private static final long serialVersionUID = 1L;

    private final @Nullable String lraId;

    CoordinatorException(String message, @Nullable String lraId, @Nullable Throwable cause) {
        super(message, cause);
        this.lraId = lraId;
    }

    /** The saga that the request was about, null when it was about none yet. */
    public @Nullable String lraId() {
        return lraId;
    }

    /** Whether the coordinator may have carried the request out although we do not know. */
    public abstract boolean mayHaveHappened();

    /** Whether the same request may succeed later. */
    public abstract boolean passing();
}
