package io.bactrian.starter.saga;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.StaticExpression;
import org.apache.camel.saga.CamelSagaStep;
import org.jspecify.annotations.Nullable;

/**
 * The options of one begun step, evaluated: those for the compensation, and the reserved ones that speak to the coordinator.
 *
 * @param user what becomes headers on the compensation and completion exchange
 * @param reserved by full name
 */
record StepOptions(Map<String, String> user, Map<String, String> reserved) {

    static final String NAME = "bactrian.name";
    static final String BUSINESS_KEY = "bactrian.businessKey";
    static final String STEP = "bactrian.step";
    static final String ORDER = "bactrian.order";
    static final String RETRY = "bactrian.retry";

    private static final String PREFIX = "bactrian.";
    private static final Set<String> KNOWN = new LinkedHashSet<>(List.of(NAME, BUSINESS_KEY, STEP, ORDER, RETRY));
    private static final Set<String> ORDERS = new TreeSet<>(Set.of("best-effort", "strict"));

    /**
     * Refuses names that start like ours and are none of them, as a misspelt one must not silently do nothing, and constant values that
     * no saga could begin with.
     */
    static void check(Map<String, Expression> options) {
        options.forEach((name, expression) -> {
            if (name.startsWith(PREFIX) && !KNOWN.contains(name)) {
                throw new IllegalArgumentException("saga option '" + name + "' is not known: options that start with "
                        + PREFIX + " must be one of " + String.join(", ", KNOWN));
            }
            if (expression instanceof StaticExpression constant
                    && constant.getValue() instanceof String value
                    && !value.isBlank()) {
                checkValue(name, value);
            }
        });
    }

    static StepOptions evaluate(CamelSagaStep step, Exchange exchange) {
        Map<String, String> user = new TreeMap<>();
        Map<String, String> reserved = new TreeMap<>();
        for (Map.Entry<String, Expression> option : step.getOptions().entrySet()) {
            String name = option.getKey();
            String value;
            try {
                value = option.getValue().evaluate(exchange, String.class);
            } catch (RuntimeException e) {
                throw new RuntimeCamelException("cannot evaluate saga option '" + name + "': " + e.getMessage(), e);
            }
            if (!name.startsWith(PREFIX)) {
                // as camel-lra does: a compensation finds the header it was promised, if an empty one
                user.put(name, value == null ? "" : value);
            } else if (value != null && !value.isBlank()) {
                reserved.put(name, value);
            }
        }
        reserved.forEach(StepOptions::checkValue);
        return new StepOptions(user, reserved);
    }

    private static void checkValue(String name, String value) {
        if (name.equals(ORDER) && !ORDERS.contains(value)) {
            throw new IllegalArgumentException(
                    "saga option '" + ORDER + "' must be best-effort or strict, was '" + value + "'");
        }
        if (name.equals(RETRY)) {
            RetryOption.check(value);
        }
    }

    @Nullable
    String get(String name) {
        return reserved.get(name);
    }

    String get(String name, String otherwise) {
        return reserved.getOrDefault(name, otherwise);
    }
}
