package io.bactrian.participants.testing;

import io.bactrian.starter.callback.StepRun;
import io.bactrian.starter.callback.StepRun.Phase;
import io.bactrian.starter.protocol.LraId;
import java.util.Map;
import org.apache.camel.Exchange;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Compensates or completes a step at the moment that the test chooses, as the saga starter does for its coordinator. */
public record Callback(Phase phase, String route, String step) {

    /** @param options the ones that the step joined with */
    public Reply send(Service service, String saga, Map<String, String> options) {
        return service.callback(route, exchange -> {
            options.forEach(exchange.getMessage()::setHeader);
            exchange.getMessage().setHeader(Exchange.SAGA_LONG_RUNNING_ACTION, saga);
            new StepRun(phase, LraId.parse(saga), actor(exchange, saga), step, options).mark(exchange);
        });
    }

    /** Of the begins of the step, the one that acted: the only one with something to undo. */
    private String actor(Exchange exchange, String saga) {
        try {
            return exchange.getContext()
                    .getRegistry()
                    .findSingleByType(JdbcClient.class)
                    .sql("select begun from bactrian_once where saga = :saga and step = :step")
                    .param("saga", LraId.parse(saga).uid())
                    .param("step", step)
                    .query(String.class)
                    .optional()
                    .orElse("none yet");
        } catch (DataAccessException e) {
            return "unknown while the database is away";
        }
    }
}
