package io.bactrian.starter.client;

import org.jspecify.annotations.Nullable;

/** No answer came within the time allowed. */
public final class CoordinatorUnreachableException extends CoordinatorException {

    private static final long serialVersionUID = 1L;

    private final boolean mayHaveHappened;

    CoordinatorUnreachableException(
            String request, @Nullable String lraId, String why, boolean mayHaveHappened, Throwable cause) {
        super(request + ": no answer from the coordinator: " + why, lraId, cause);
        this.mayHaveHappened = mayHaveHappened;
    }

    @Override
    public boolean mayHaveHappened() {
        return mayHaveHappened;
    }

    @Override
    public boolean passing() {
        return true;
    }
}
