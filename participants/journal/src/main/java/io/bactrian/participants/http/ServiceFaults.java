package io.bactrian.participants.http;

import java.io.IOException;
import org.apache.camel.RuntimeCamelException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.TransactionException;

/** Bad input, a refusal, a database that is away, and a coordinator that stock camel-lra could not reach. */
final class ServiceFaults implements FaultReader {

    @Override
    public @Nullable Fault read(Throwable thrown) {
        if (thrown instanceof BadInput input) {
            return Fault.badInput(input.errors());
        }
        if (thrown instanceof PassingFault passing) {
            return Fault.passing(passing.error(), passing.detail());
        }
        if (thrown instanceof Refusal refusal) {
            return new Fault(refusal.answer().status(), refusal.answer().body());
        }
        if (isDatabaseAway(thrown)) {
            return Fault.passing("database unavailable", "nothing was changed, or it will be found done: call again");
        }
        // stock camel-lra says no more than this when the coordinator has no use for a join
        if (thrown instanceof RuntimeCamelException && "Cannot join LRA".equals(thrown.getMessage())) {
            return Fault.passing(
                    "saga not joined", "the coordinator refused, nothing was changed: call again or give up");
        }
        if (thrown instanceof IOException) {
            return Fault.passing(
                    "coordinator unavailable", "the saga could not be joined, nothing was changed: call again");
        }
        return null;
    }

    /** Also a commit whose outcome is unknown: the guard tells when the call is repeated. */
    private static boolean isDatabaseAway(Throwable thrown) {
        return thrown instanceof TransientDataAccessException
                || thrown instanceof NonTransientDataAccessResourceException
                || thrown instanceof RecoverableDataAccessException
                || thrown instanceof TransactionException;
    }
}
