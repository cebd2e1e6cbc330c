package io.bactrian.starter.saga;

import io.bactrian.starter.protocol.LraHeaders;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.model.PropertyExpressionDefinition;
import org.apache.camel.model.SagaDefinition;
import org.apache.camel.model.SagaPropagation;
import org.jspecify.annotations.Nullable;

/** Says where a saga is that a step must join and does not find: Camel says of a MANDATORY one only that there is none. */
final class LostSaga {

    private LostSaga() {}

    /** Why a MANDATORY step cannot begin, null when it can or need not. */
    static @Nullable Exception of(Exchange exchange, SagaScope scope, SagaDefinition definition) {
        if (scope.block().propagation() != SagaPropagation.MANDATORY
                || exchange.getIn().getHeader(LraHeaders.LRA) != null) {
            return null;
        }
        String step = step(exchange, scope, definition);
        // a failure handler may have gone back to the message from before the saga
        boolean handling = exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT) != null;
        SagaScope around = handling ? null : scope.aroundSameSaga().orElse(null);
        if (around != null) {
            return new IllegalStateException(message(step, around));
        }
        return new CamelExchangeException(
                "step '" + step + "' (route '" + scope.block().routeId()
                        + "') is MANDATORY and was called outside of a saga: its caller has no saga() block, or the header "
                        + LraHeaders.LRA + " did not come along (over HTTP it must be sent)",
                exchange);
    }

    static String message(String step, SagaScope around) {
        return "step '" + step + "' has lost its saga " + around.saga() + ": the header " + LraHeaders.LRA
                + ", which it had in route '" + around.block().routeId()
                + "', is gone. Keep it on the way, as in removeHeaders(\"*\", \"" + LraHeaders.LRA
                + "*\"), or say REQUIRES_NEW if the step is to be a saga of its own";
    }

    private static String step(Exchange exchange, SagaScope scope, SagaDefinition definition) {
        String routeId = scope.block().routeId();
        if (definition.getOptions() == null) {
            return routeId;
        }
        for (PropertyExpressionDefinition option : definition.getOptions()) {
            if (StepOptions.STEP.equals(option.getKey())) {
                String name = evaluate(option, exchange);
                return name == null || name.isBlank() ? routeId : name;
            }
        }
        return routeId;
    }

    /** Null when it cannot be: the fault to be told is another. */
    private static @Nullable String evaluate(PropertyExpressionDefinition option, Exchange exchange) {
        try {
            return option.getExpression().evaluate(exchange, String.class);
        } catch (RuntimeException e) {
            return null;
        }
    }
}
