package io.bactrian.testkit.lint;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.model.SagaActionUriDefinition;
import org.apache.camel.model.SagaDefinition;
import org.jspecify.annotations.Nullable;

/** {@link LintRule#CALLBACK_URI_NOT_EVALUATED}. */
final class CallbackUris implements Rule {

    /** What may have braces in it: values that Camel takes as they are, and properties that this environment lacks. */
    private static final Pattern AS_IT_IS = Pattern.compile("RAW\\(.*?\\)(?=&|$)|RAW\\{.*?}(?=&|$)|\\{\\{.*?}}");

    private static final Pattern EXPRESSION = Pattern.compile("\\$?(simple)?\\{[^{}]*}");

    private final RouteModel model;

    CallbackUris(RouteModel model) {
        this.model = model;
    }

    @Override
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        model.sagas().forEach(node -> {
            SagaDefinition saga = RouteModel.saga(node);
            look(node, "compensation", saga.getCompensation(), findings);
            look(node, "completion", saga.getCompletion(), findings);
        });
        return findings;
    }

    private void look(Node node, String kind, @Nullable SagaActionUriDefinition action, List<Finding> findings) {
        String uri = action == null ? "" : model.uri(action);
        expressionIn(uri)
                .map(expression -> new Finding(
                        LintRule.CALLBACK_URI_NOT_EVALUATED,
                        node.routeId(),
                        node.label(),
                        "its " + kind + " " + uri + " is called as it stands: nothing evaluates " + expression
                                + " in it",
                        "Keep the value with option(\"name\", ..), which is a header of the " + kind + ", and let a"
                                + " route use it: " + kind + "(\"direct:..\") here, and there"
                                + " toD(\"..${header.name}..\")."))
                .ifPresent(findings::add);
    }

    /** What somebody meant to be evaluated when the callback is made. */
    static Optional<String> expressionIn(String uri) {
        Matcher expression = EXPRESSION.matcher(AS_IT_IS.matcher(uri).replaceAll(""));
        return expression.find() ? Optional.of(expression.group()) : Optional.empty();
    }
}
