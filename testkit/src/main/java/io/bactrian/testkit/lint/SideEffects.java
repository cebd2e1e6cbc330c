package io.bactrian.testkit.lint;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.builder.ExpressionClause;
import org.apache.camel.model.BeanDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SagaDefinition;
import org.apache.camel.model.SetHeaderDefinition;
import org.apache.camel.model.language.ExpressionDefinition;
import org.jspecify.annotations.Nullable;

/** {@link LintRule#SIDE_EFFECT_WITHOUT_COMPENSATION}. */
final class SideEffects implements Rule {

    /** What stays within the application: everything else may act on the world, also components that come next year. */
    private static final Set<String> INTERNAL = Set.of(
            "atlasmap",
            "bactrian",
            "bean-validator",
            "browse",
            "caffeine-cache",
            "caffeine-loadcache",
            "controlbus",
            "crypto",
            "data-type",
            "dataformat",
            "dataset",
            "dataset-test",
            "direct",
            "disruptor",
            "disruptor-vm",
            "flatpack",
            "fop",
            "freemarker",
            "jolt",
            "jslt",
            "json-patch",
            "json-validator",
            "jsonata",
            "jte",
            "language",
            "log",
            "mapstruct",
            "micrometer",
            "mock",
            "msv",
            "mustache",
            "mvel",
            "ognl",
            "opentelemetry-metrics",
            "ref",
            "rest-api",
            "saga",
            "schematron",
            "seda",
            "spring-event",
            "string-template",
            "stub",
            "thymeleaf",
            "validator",
            "velocity",
            "wasm",
            "xj",
            "xquery",
            "xslt",
            "xslt-saxon");

    private static final String ASKING_METHOD = "(get|find|read|load|look|list|count|is|has|to|from|parse|format|map"
            + "|convert|validate|verify|check)(\\p{Upper}.*)?";

    private enum Cover {
        /** Not in a saga, as far as this context shows. */
        NO_SAGA,
        COVERED,
        NOT_COVERED
    }

    private final RouteModel model;

    SideEffects(RouteModel model) {
        this.model = model;
    }

    @Override
    public List<Finding> findings() {
        return model.nodes().stream()
                .filter(this::acts)
                .filter(node -> cover(node, new HashSet<>()) == Cover.NOT_COVERED)
                .map(node -> new Finding(
                        LintRule.SIDE_EFFECT_WITHOUT_COMPENSATION,
                        node.routeId(),
                        node.label(),
                        "it acts inside a saga, and neither its step nor one around it has a compensation: when the"
                                + " saga is undone, this stays done",
                        "Put it into a step with saga().propagation(MANDATORY).compensation(..). If what it calls joins"
                                + " the saga and undoes itself, or changes nothing, say so with ignoring(..)."))
                .toList();
    }

    private boolean acts(Node node) {
        ProcessorDefinition<?> definition = node.definition();
        if (definition instanceof BeanDefinition bean) {
            return bean.getMethod() == null || !bean.getMethod().matches(ASKING_METHOD);
        }
        return model.uris(definition).anyMatch(uri -> acts(uri) && !asks(uri, node.before()));
    }

    private static boolean acts(String uri) {
        String scheme = uri.replaceFirst(":.*$", "");
        return scheme.matches("[a-z][\\w+.-]*") && !INTERNAL.contains(scheme);
    }

    private static boolean asks(String uri, List<ProcessorDefinition<?>> before) {
        String plain = uri.toLowerCase(Locale.ROOT);
        if (plain.matches("(sql|spring-jdbc|jdbc):select\\b.*")
                || plain.matches("rest:(//)?(get|head|options):.*")
                || plain.matches(".*[?&]httpmethod=(get|head|options)\\b.*")) {
            return true;
        }
        if (plain.matches("(bean|class):.*[?&]method=.*")) {
            return uri.replaceFirst(".*[?&]method=([^&(]*).*", "$1").matches(ASKING_METHOD);
        }
        return !plain.matches(".*[?&]httpmethod=.*")
                && before.stream()
                        .filter(SetHeaderDefinition.class::isInstance)
                        .map(SetHeaderDefinition.class::cast)
                        .filter(header -> "CamelHttpMethod".equals(header.getName()))
                        .reduce((first, last) -> last)
                        .map(header -> text(header.getExpression()).matches("(?is).*\\b(get|head|options)\\b.*"))
                        .orElse(false);
    }

    /** However the DSL has wrapped it. */
    private static String text(@Nullable ExpressionDefinition expression) {
        if (expression == null) {
            return "";
        }
        return expression.getExpressionValue() instanceof ExpressionClause<?> clause
                ? String.valueOf(clause.getExpressionType())
                : expression.getExpression() + " " + text(expression.getExpressionType());
    }

    private Cover cover(Node node, Set<RouteDefinition> seen) {
        if (!seen.add(node.route())) {
            return Cover.NO_SAGA; // a loop of routes is judged by its other ways in
        }
        SagaDefinition saga = node.saga().orElse(null);
        String propagation = saga == null ? "" : model.propagation(saga);
        if (saga != null && saga.getCompensation() != null) {
            return Cover.COVERED;
        }
        if (propagation.equals("NOT_SUPPORTED") || propagation.equals("NEVER")) {
            return Cover.NO_SAGA;
        }
        if (propagation.equals("REQUIRES_NEW")) {
            return Cover.NOT_COVERED;
        }
        List<Cover> callers = model.callersOf(node.route())
                .map(caller -> cover(caller, new HashSet<>(seen)))
                .toList();
        boolean startsOrJoinsFromElsewhere = Stream.of("REQUIRED", "MANDATORY").anyMatch(propagation::equals)
                && callers.stream().noneMatch(Cover.COVERED::equals);
        boolean startsItself = propagation.equals("REQUIRED") && callers.contains(Cover.NO_SAGA);
        if (callers.contains(Cover.NOT_COVERED) || startsOrJoinsFromElsewhere || startsItself) {
            return Cover.NOT_COVERED;
        }
        return callers.contains(Cover.COVERED) ? Cover.COVERED : Cover.NO_SAGA;
    }
}
