package io.bactrian.starter.saga;

import io.bactrian.starter.callback.StepData;
import io.bactrian.starter.client.Context;
import io.bactrian.starter.client.CoordinatorClient;
import io.bactrian.starter.client.Engine;
import io.bactrian.starter.client.StepReport;
import io.bactrian.starter.protocol.LraHeaders;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** Stores what a step found out with the coordinator, before the route goes on. */
final class StepResults {

    /** A stock coordinator takes results in a header. */
    static final int LONGEST_HEADER = 6_000;

    private final CoordinatorClient coordinator;
    private final StepReports reports;

    StepResults(CoordinatorClient coordinator, StepReports reports) {
        this.coordinator = coordinator;
        this.reports = reports;
    }

    /** Stores variables, or else headers, of these names as results of the exchange's current step. */
    void store(Exchange exchange, List<String> names) {
        BegunStep step = currentStep(exchange);
        Map<String, Object> found = new LinkedHashMap<>();
        for (String name : names) {
            found.put(name, value(exchange, name, step));
        }
        Context context = reports.context(exchange, step.saga());
        step.add(found, all -> store(step, all, context));
    }

    private void store(BegunStep step, Map<String, Object> all, Context context) {
        if (coordinator.engine() == Engine.BACTRIAN) {
            coordinator.report(step.saga(), step.participant(), StepReport.running(all), context);
            return;
        }
        String data = StepData.write(all);
        if (data.length() > LONGEST_HEADER) {
            throw new IllegalArgumentException("the results of saga step '" + step.name() + "' take " + data.length()
                    + " characters, on this coordinator they can take " + LONGEST_HEADER);
        }
        coordinator.join(step.saga(), step.joined().withData(data), context);
    }

    private static BegunStep currentStep(Exchange exchange) {
        BegunStep step = SagaScope.currentStep(exchange)
                .orElseThrow(() ->
                        new IllegalStateException("bactrian:result needs a saga step: this exchange has begun none"
                                + " with a compensation or completion in a saga() of this application"));
        String saga = exchange.getMessage().getHeader(LraHeaders.LRA, String.class);
        if (!step.saga().value().equals(saga)) {
            throw new IllegalStateException("bactrian:result cannot tell which step is meant: the exchange is in step '"
                    + step.name() + "' of saga " + step.saga() + ", its header Long-Running-Action is " + saga);
        }
        return step;
    }

    private static Object value(Exchange exchange, String name, BegunStep step) {
        Object value = exchange.getVariable(name);
        if (value == null) {
            value = exchange.getMessage().getHeader(name);
        }
        if (value == null) {
            throw new IllegalArgumentException("bactrian:result of step '" + step.name()
                    + "': there is neither a variable nor a header '" + name + "'");
        }
        return isJson(value) ? value : text(exchange, name, value);
    }

    private static boolean isJson(Object value) {
        return value instanceof String
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof Map
                || value instanceof List;
    }

    private static String text(Exchange exchange, String name, Object value) {
        @Nullable String text = exchange.getContext().getTypeConverter().tryConvertTo(String.class, exchange, value);
        if (text == null) {
            throw new IllegalArgumentException("bactrian:result cannot store '" + name + "': a "
                    + value.getClass().getName() + " has no form as text");
        }
        return text;
    }
}
