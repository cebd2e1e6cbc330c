package io.bactrian.testkit.lint;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.ExpressionFactory;
import org.apache.camel.builder.ExpressionClause;
import org.apache.camel.model.CircuitBreakerDefinition;
import org.apache.camel.model.EnrichDefinition;
import org.apache.camel.model.InterceptDefinition;
import org.apache.camel.model.InterceptFromDefinition;
import org.apache.camel.model.InterceptSendToEndpointDefinition;
import org.apache.camel.model.Model;
import org.apache.camel.model.OnCompletionDefinition;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RecipientListDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SagaActionUriDefinition;
import org.apache.camel.model.SagaDefinition;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.model.WireTapDefinition;
import org.apache.camel.model.language.ConstantExpression;
import org.apache.camel.model.language.ExpressionDefinition;
import org.apache.camel.model.language.SimpleExpression;
import org.apache.camel.spi.PropertiesComponent;
import org.apache.camel.support.CamelContextHelper;
import org.jspecify.annotations.Nullable;

/** All routes of a context, with who calls whom by {@code direct:}. */
final class RouteModel {

    private final CamelContext context;
    private final List<RouteDefinition> routes;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<Object, RouteDefinition> owners = new IdentityHashMap<>();

    private RouteModel(CamelContext context, List<RouteDefinition> routes) {
        this.context = context;
        this.routes = routes;
        routes.forEach(route -> walk(route, route.getOutputs(), List.of()));
    }

    static RouteModel of(CamelContext context) {
        Model model = context.getCamelContextExtension().getContextPlugin(Model.class);
        return new RouteModel(context, model == null ? List.of() : List.copyOf(model.getRouteDefinitions()));
    }

    /** Every node that an exchange passes on its way; error handling and interception are not on it. */
    private void walk(
            RouteDefinition route, List<ProcessorDefinition<?>> outputs, List<ProcessorDefinition<?>> around) {
        List<ProcessorDefinition<?>> before = new ArrayList<>();
        for (ProcessorDefinition<?> output : outputs) {
            if (isAside(output)) {
                continue;
            }
            nodes.add(new Node(route, output, around, List.copyOf(before)));
            owners.put(output, route);
            if (output instanceof SagaDefinition saga) {
                owners.put(saga.getCompensation(), route);
                owners.put(saga.getCompletion(), route);
            }
            List<ProcessorDefinition<?>> inside = new ArrayList<>(around);
            inside.add(output);
            walk(route, output.getOutputs(), List.copyOf(inside));
            if (output instanceof CircuitBreakerDefinition breaker && breaker.getOnFallback() != null) {
                walk(route, breaker.getOnFallback().getOutputs(), List.copyOf(inside));
            }
            before.add(output);
        }
    }

    private static boolean isAside(ProcessorDefinition<?> output) {
        return output instanceof OnExceptionDefinition
                || output instanceof OnCompletionDefinition
                || output instanceof InterceptDefinition
                || output instanceof InterceptFromDefinition
                || output instanceof InterceptSendToEndpointDefinition;
    }

    List<RouteDefinition> routes() {
        return routes;
    }

    List<Node> nodes() {
        return nodes;
    }

    /** The {@code saga()} blocks as nodes. */
    Stream<Node> sagas() {
        return nodes.stream().filter(node -> node.definition() instanceof SagaDefinition);
    }

    /** The compensations and completions of all blocks. */
    Stream<Callback> callbacks() {
        return sagas().flatMap(block -> Stream.concat(
                callback(block, "compensation", saga(block).getCompensation()),
                callback(block, "completion", saga(block).getCompletion())));
    }

    private Stream<Callback> callback(Node block, String kind, @Nullable SagaActionUriDefinition action) {
        return Stream.ofNullable(action).map(given -> new Callback(block, kind, uri(given)));
    }

    static SagaDefinition saga(Node node) {
        return (SagaDefinition) node.definition();
    }

    /** The block of a route; a route has one at most that matters here. */
    Optional<SagaDefinition> sagaOf(RouteDefinition route) {
        return route.getOutputs().stream()
                .filter(SagaDefinition.class::isInstance)
                .map(SagaDefinition.class::cast)
                .findFirst();
    }

    /** REQUIRED, MANDATORY, .. of a block, REQUIRED when it does not say. */
    String propagation(SagaDefinition saga) {
        String propagation = resolve(saga, saga.getPropagation());
        return propagation == null ? "REQUIRED" : propagation.toUpperCase(java.util.Locale.ROOT);
    }

    /** Whether a block leaves its saga open for a route to decide. */
    boolean isManual(SagaDefinition saga) {
        return "MANUAL".equalsIgnoreCase(resolve(saga, saga.getCompletionMode()));
    }

    /** What the context knows by a name; null for nothing. */
    @Nullable
    Object bean(String name) {
        return context.getRegistry().lookupByName(name);
    }

    /**
     * With its placeholders filled in, as far as they can be; null stays null.
     *
     * @param owner a node, a callback or a route: where it was made from a template, that one's parameters count
     */
    @Nullable
    String resolve(Object owner, @Nullable String text) {
        if (text == null) {
            return null;
        }
        PropertiesComponent properties = context.getPropertiesComponent();
        RouteDefinition route = owner instanceof RouteDefinition itself ? itself : owners.get(owner);
        try {
            properties.setLocalProperties(parametersOf(route));
            return CamelContextHelper.parseText(context, text);
        } catch (RuntimeException e) {
            return text; // this environment does not know it, and the rules go by what they can read
        } finally {
            properties.setLocalProperties(null);
        }
    }

    private static @Nullable Properties parametersOf(@Nullable RouteDefinition route) {
        if (route == null || route.getTemplateParameters() == null) {
            return null;
        }
        Properties parameters = new Properties();
        if (route.getTemplateDefaultParameters() != null) {
            parameters.putAll(route.getTemplateDefaultParameters());
        }
        parameters.putAll(route.getTemplateParameters());
        return parameters;
    }

    /** Where a node sends to, without options: {@code direct:undo}; none where that is decided at run time. */
    Stream<String> targets(ProcessorDefinition<?> node) {
        return uris(node).map(RouteModel::name);
    }

    /** The whole URIs a node sends to; none where that is decided at run time. */
    Stream<String> uris(ProcessorDefinition<?> node) {
        if (node instanceof SendDefinition<?> send) {
            return Stream.of(uri(send));
        }
        if (node instanceof ToDynamicDefinition dynamic) {
            return fixed(node, dynamic.getUri());
        }
        if (node instanceof EnrichDefinition enrich) {
            return fixed(node, text(enrich.getExpression()));
        }
        if (node instanceof RecipientListDefinition<?> list) {
            return fixed(node, text(list.getExpression()))
                    .flatMap(uris -> Stream.of(uris.split(list.getDelimiter() == null ? "," : list.getDelimiter())))
                    .map(String::strip);
        }
        return Stream.of();
    }

    /** What begins with a fixed endpoint or, at least, a fixed component; what follows may be decided at run time. */
    private Stream<String> fixed(ProcessorDefinition<?> node, @Nullable String uri) {
        return Stream.ofNullable(resolve(node, uri)).filter(resolved -> !resolved.startsWith("${"));
    }

    /** The text of a constant or a simple expression, however the DSL has wrapped it; null for others. */
    private static @Nullable String text(@Nullable ExpressionFactory expression) {
        if (!(expression instanceof ExpressionDefinition definition)) {
            return null;
        }
        if (definition instanceof ConstantExpression || definition instanceof SimpleExpression) {
            return definition.getExpression();
        }
        return definition.getExpressionValue() instanceof ExpressionClause<?> clause
                ? text(clause.getExpressionType())
                : text(definition.getExpressionType());
    }

    private String uri(SendDefinition<?> send) {
        String uri = resolve(send, send.getEndpointUri());
        return uri == null ? "" : uri;
    }

    String uri(SagaActionUriDefinition action) {
        return uri((SendDefinition<?>) action);
    }

    /** An endpoint's name, whatever its options and however many slashes: {@code direct:undo}. */
    static String name(String uri) {
        String name = uri.replaceFirst("\\?.*$", "");
        return name.matches("[a-z-]+://.*") && isInternal(name) ? name.replaceFirst("://", ":") : name;
    }

    /** Consumed within the same context or not at all. */
    static boolean isInternal(String name) {
        return name.matches("(direct|seda|disruptor):.*");
    }

    /** The routes that consume an endpoint. */
    Stream<RouteDefinition> consumersOf(String name) {
        return routes.stream().filter(route -> inputOf(route).equals(name));
    }

    /** The routes that a node sends to. */
    Stream<RouteDefinition> calledBy(Node node) {
        return targets(node.definition()).flatMap(this::consumersOf);
    }

    /** Whether a failure of what a node sends to is one of the node. */
    static boolean isHeardOf(Node node) {
        return !(node.definition() instanceof WireTapDefinition);
    }

    /** Where {@code direct:} calls to this route are made. */
    Stream<Node> callersOf(RouteDefinition route) {
        String input = inputOf(route);
        return input.startsWith("direct:")
                ? nodes.stream().filter(node -> targets(node.definition()).anyMatch(input::equals))
                : Stream.of();
    }

    private String inputOf(RouteDefinition route) {
        String uri = route.getInput() == null
                ? null
                : resolve(route, route.getInput().getEndpointUri());
        return uri == null ? "" : name(uri);
    }

    static String nameOf(RouteDefinition route) {
        String id = route.getRouteId();
        return id == null ? String.valueOf(route.getEndpointUrl()) : id;
    }

    /** The {@code onException} clauses that hold in a route. */
    Stream<OnExceptionDefinition> onExceptions(RouteDefinition route) {
        return route.getOutputs().stream()
                .filter(OnExceptionDefinition.class::isInstance)
                .map(OnExceptionDefinition.class::cast);
    }
}
