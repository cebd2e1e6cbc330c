package io.bactrian.starter.autoconfigure;

import org.apache.camel.NoSuchBeanException;
import org.apache.camel.saga.CamelSagaService;
import org.apache.camel.spi.Policy;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/** Says what a route needs of this starter and what it takes to have it; Camel only says that a bean is not there. */
final class MissingBeanFailureAnalyzer extends AbstractFailureAnalyzer<NoSuchBeanException> {

    private final Environment environment;

    MissingBeanFailureAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoSuchBeanException cause) {
        String message = String.valueOf(cause.getMessage());
        if ("once".equals(cause.getName()) && message.contains(Policy.class.getName())) {
            return new FailureAnalysis(
                    "policy(\"once\") needs a DataSource with its transaction manager, and there is not exactly one.",
                    "Add spring-boot-starter-jdbc and a driver, and set spring.datasource.url. An application with several"
                            + " databases declares a bean named once: new OncePolicy(..) with the one that is meant.",
                    cause);
        }
        if (message.contains(CamelSagaService.class.getSimpleName())
                && !environment.getProperty("camel.lra.enabled", Boolean.class, true)) {
            return new FailureAnalysis(
                    "A route has saga(), and camel.lra.enabled=false turns sagas off.",
                    "Remove camel.lra.enabled=false, which is only for applications without saga() routes, and set"
                            + " camel.lra.coordinator-url and camel.lra.local-participant-url.",
                    cause);
        }
        return null;
    }
}
