package io.bactrian.starter.saga;

import io.bactrian.starter.callback.StepData;
import io.bactrian.starter.client.CoordinatorClient;
import io.bactrian.starter.client.StoredStep;
import io.bactrian.starter.protocol.LraHeaders;
import io.bactrian.starter.protocol.LraId;
import java.util.List;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** Reads what the steps of an exchange's saga have stored, whoever began them and wherever. */
final class SagaResults {

    private final CoordinatorClient coordinator;

    SagaResults(CoordinatorClient coordinator) {
        this.coordinator = coordinator;
    }

    /**
     * Sets a variable for each name.
     *
     * @param names {@code paymentId}, or {@code charge-payment:paymentId} for the one of a certain step; none for all there is
     * @throws SagaResultMissingException when there is none of a name
     */
    void read(Exchange exchange, List<String> names) {
        LraId saga = saga(exchange);
        List<StoredStep> steps = coordinator.stored(saga);
        if (names.isEmpty()) {
            steps.forEach(step -> step.results().forEach((name, value) -> {
                if (!name.equals(StepData.OPTIONS)) {
                    exchange.setVariable(name, value);
                }
            }));
            return;
        }
        for (String wanted : names) {
            int colon = wanted.indexOf(':');
            String name = wanted.substring(colon + 1);
            Object value = find(steps, colon < 0 ? null : wanted.substring(0, colon), name);
            if (value == null) {
                throw new SagaResultMissingException(saga, wanted, inventory(steps));
            }
            exchange.setVariable(name, value);
        }
    }

    private LraId saga(Exchange exchange) {
        String header = exchange.getMessage().getHeader(LraHeaders.LRA, String.class);
        if (header == null) {
            throw new IllegalStateException("bactrian:results needs the header " + LraHeaders.LRA
                    + ", which names the saga whose results are wanted");
        }
        try {
            LraId saga = LraId.parse(header);
            if (coordinator.owns(saga)) {
                return saga;
            }
        } catch (IllegalArgumentException e) {
            throw new ForeignSagaException(header, coordinator.coordinator());
        }
        throw new ForeignSagaException(header, coordinator.coordinator());
    }

    /** What was stored last counts. */
    private static @Nullable Object find(List<StoredStep> steps, @Nullable String step, String name) {
        Object found = null;
        for (StoredStep one : steps) {
            Object value = one.results().get(name);
            if (value != null && (step == null || step.equals(one.step()))) {
                found = value;
            }
        }
        return found;
    }

    private static String inventory(List<StoredStep> steps) {
        List<String> stored = steps.stream()
                .flatMap(step -> step.results().keySet().stream()
                        .filter(name -> !name.equals(StepData.OPTIONS))
                        .map(name -> step.step() + ":" + name))
                .distinct()
                .sorted()
                .toList();
        return stored.isEmpty() ? "nothing" : String.join(", ", stored);
    }
}
