package io.bactrian.testkit.crash;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What a thread of a dead part meets where its database was. */
final class DeadPartException extends SQLException {

    private static final long serialVersionUID = 1L;

    DeadPartException(String message) {
        super(message);
    }

    /** None: it is thrown often, by code that had nothing to do with the death, and read by nobody. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }

    static boolean isIn(@Nullable Throwable fault) {
        int depth = 0;
        for (Throwable cause = fault; cause != null && depth < 50; cause = cause.getCause(), depth++) {
            if (cause instanceof DeadPartException) {
                return true;
            }
        }
        return false;
    }
}
