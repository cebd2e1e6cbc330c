package io.bactrian.starter.saga;

import io.bactrian.starter.callback.StepRun;
import io.bactrian.starter.protocol.LraHeaders;
import io.bactrian.starter.protocol.LraId;
import java.util.Optional;
import org.apache.camel.Exchange;

/** Tells which saga step an exchange is in. */
public final class CurrentStep {

    private CurrentStep() {}

    /**
     * The step whose action, compensation or completion this exchange runs; empty outside of any.
     *
     * @throws IllegalStateException when the exchange's header names another saga than the step's
     */
    public static Optional<StepRun> of(Exchange exchange) {
        // a saga() block inside of a compensation is another saga's, or none's
        Optional<StepRun> run = SagaScope.current(exchange) == null
                ? StepRun.markedOn(exchange)
                : SagaScope.currentStep(exchange).map(BegunStep::run);
        run.ifPresent(found -> checkHeader(exchange, found));
        return run;
    }

    /**
     * How often something in the step that this exchange runs has failed, so far, where the exchange says nothing of it: in a branch
     * of a split that has dealt with its failure, for example. When the number grows while a part of the step runs, that part
     * has failed.
     */
    public static int hiddenFailures(Exchange exchange) {
        SagaScope scope = SagaScope.current(exchange);
        return scope == null
                ? StepRun.markedOn(exchange).map(StepRun::hiddenFailures).orElse(0)
                : scope.hiddenFailures();
    }

    private static void checkHeader(Exchange exchange, StepRun run) {
        String header = exchange.getMessage().getHeader(LraHeaders.LRA, String.class);
        if (header != null && !LraId.parse(header).uid().equals(run.saga().uid())) {
            throw new IllegalStateException("it cannot be told which step is meant: the exchange is in step '"
                    + run.step() + "' of saga " + run.saga() + ", its header " + LraHeaders.LRA + " is " + header);
        }
    }
}
