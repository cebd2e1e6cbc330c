package io.bactrian.participants.http;

import io.bactrian.starter.barrier.StepOptionsDifferException;
import io.bactrian.starter.barrier.StepTooLateException;
import io.bactrian.starter.client.CoordinatorException;
import io.bactrian.starter.saga.ForeignSagaException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Bactrian's starter throws when it cannot join the caller's saga. It tells more than the stock one: a coordinator that cannot
 * answer now is a passing fault, one that says no has ended the saga. And why {@code policy("once")} lets a step not act.
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
        if (thrown instanceof StepTooLateException late) {
            return Fault.late(
                    "%s of order %s was compensated before it arrived".formatted(late.step(), order(late.options())));
        }
        if (thrown instanceof StepOptionsDifferException differ) {
            return Fault.conflict(
                    "other order",
                    "%s of this saga was for %s, not for %s"
                            .formatted(differ.step(), about(differ.firstOptions()), about(differ.options())));
        }
        return null;
    }

    private static String order(Map<String, String> options) {
        return OrderKey.orderId(options.get("orderKey"));
    }

    private static String about(Map<String, String> options) {
        String attempt = options.containsKey("attempt") ? "attempt " + options.get("attempt") + " of " : "";
        String part =
                options.containsKey("returnKey") ? "return " + OrderKey.orderId(options.get("returnKey")) + " of " : "";
        return attempt + part + "order " + order(options);
    }
}
