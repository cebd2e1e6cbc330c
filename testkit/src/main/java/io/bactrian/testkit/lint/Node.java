package io.bactrian.testkit.lint;

import java.util.List;
import java.util.Optional;
import org.apache.camel.model.BeanDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SagaDefinition;

/**
 * A place in a route.
 *
 * @param around the nodes it lies in, the innermost last
 * @param before its elder siblings, the latest last
 */
record Node(
        RouteDefinition route,
        ProcessorDefinition<?> definition,
        List<ProcessorDefinition<?>> around,
        List<ProcessorDefinition<?>> before) {

    /** The saga block of its own route that it lies in. */
    Optional<SagaDefinition> saga() {
        return around.stream()
                .filter(SagaDefinition.class::isInstance)
                .map(SagaDefinition.class::cast)
                .findFirst();
    }

    String routeId() {
        return RouteModel.nameOf(route);
    }

    /** For people: {@code to[http://shipping/..]}, with the node's id where somebody gave it one. */
    String label() {
        String what = definition instanceof SagaDefinition
                ? "saga()"
                : definition instanceof BeanDefinition bean ? label(bean) : definition.getLabel();
        return definition.hasCustomIdAssigned() ? what + " '" + definition.getId() + "'" : what;
    }

    private static String label(BeanDefinition bean) {
        return bean.getLabel() + (bean.getMethod() == null ? "" : "." + bean.getMethod());
    }
}
