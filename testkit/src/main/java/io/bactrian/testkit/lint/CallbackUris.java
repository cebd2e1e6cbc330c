package io.bactrian.testkit.lint;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
        return model.callbacks().flatMap(callback -> finding(callback).stream()).toList();
    }

    private static Optional<Finding> finding(Callback callback) {
        return expressionIn(callback.uri())
                .map(expression -> new Finding(
                        LintRule.CALLBACK_URI_NOT_EVALUATED,
                        callback.block().routeId(),
                        callback.block().label(),
                        "its " + callback.kind() + " " + callback.uri() + " is called as it stands: nothing evaluates "
                                + expression + " in it",
                        "Keep the value with option(\"name\", ..), which is a header of the " + callback.kind()
                                + ", and let a route use it: " + callback.kind() + "(\"direct:..\") here, and there"
                                + " toD(\"..${header.name}..\")."));
    }

    /** What somebody meant to be evaluated when the callback is made. */
    static Optional<String> expressionIn(String uri) {
        Matcher expression = EXPRESSION.matcher(AS_IT_IS.matcher(uri).replaceAll(""));
        return expression.find() ? Optional.of(expression.group()) : Optional.empty();
    }
}
