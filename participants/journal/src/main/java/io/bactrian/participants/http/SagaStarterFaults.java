package io.bactrian.participants.http;

import io.bactrian.starter.client.CoordinatorException;
import io.bactrian.starter.saga.ForeignSagaException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Bactrian's starter throws when it cannot join the caller's saga. It tells more than the stock one: a coordinator that cannot
 * answer now is a passing fault, one that says no has ended the saga.
 */
final class SagaStarterFaults implements FaultReader {

    @Override
    public @Nullable Fault read(Throwable thrown) {
        if (thrown instanceof CoordinatorException coordinator) {
            return coordinator.passing()
                    ? Fault.passing(
                            "coordinator unavailable", "the saga could not be joined, nothing was changed: call again")
                    : Fault.late(String.valueOf(coordinator.getMessage()));
        }
        if (thrown instanceof ForeignSagaException foreign) {
            return Fault.badInput(List.of(String.valueOf(foreign.getMessage())));
        }
        return null;
    }
}
