package io.bactrian.starter.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/** Says in a few lines, instead of a stack trace, which property keeps the application from starting. */
final class WrongSettingFailureAnalyzer extends AbstractFailureAnalyzer<WrongSettingException> {

    private final Environment environment;

    WrongSettingFailureAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, WrongSettingException cause) {
        return new FailureAnalysis(cause.getMessage(), action(cause.getMessage()), cause);
    }

    private String action(@Nullable String message) {
        if (message == null || !message.startsWith("camel.lra.")) {
            return "Correct this property, or remove it to have its default.";
        }
        return """
                Say where the coordinator is and where it reaches this application, for example in application.yml:

                camel.lra:
                  coordinator-url: http://localhost:8070
                  local-participant-url: http://localhost:%s

                Only for applications without saga() routes: camel.lra.enabled=false.""".formatted(environment.getProperty("server.port", "8080"));
    }
}
