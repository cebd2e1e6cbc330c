package io.bactrian.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Starts services before the application and the coordinator beside it, and tells it where they are. Two tests with equal ones of these
 * share an application.
 *
 * @param services {@code name} or {@code name=property}
 * @param coordinatorProperties settings of the coordinator
 */
record BactrianContextCustomizer(List<String> services, List<String> coordinatorProperties)
        implements ContextCustomizer {

    private static final String MANAGEMENT_PORT = "management.server.port";
    private static final String BEAN = "bactrianTestSystem";
    /** A coordinator whose clock is turned by an hour has not heard of the application for an hour: it lives all the same. */
    private static final String NOBODY_IS_LOST = "bactrian.instance-silence=36500d";

    /** What the test itself says has precedence; in the order in which Spring puts them. */
    private static final List<String> OF_THE_TEST = List.of("Dynamic Test Properties", "Inlined Test Properties");

    @Override
    public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
        List<String> names = new ArrayList<>();
        Map<String, String> urlProperties = new LinkedHashMap<>();
        for (String service : services) {
            String[] parts = service.split("=", 2);
            names.add(parts[0]);
            urlProperties.put(parts[0], parts.length == 1 ? parts[0] + ".url" : parts[1]);
        }
        List<String> settings = new ArrayList<>();
        settings.add(NOBODY_IS_LOST);
        settings.addAll(coordinatorProperties);
        List<Integer> ports = FreePort.find(3);
        TestSystem system = new TestSystem(ports.get(0), settings.toArray(String[]::new), names.toArray(String[]::new));
        DefaultListableBeanFactory beans = (DefaultListableBeanFactory) context.getBeanFactory();
        beans.registerDisposableBean(BEAN, system::close); // the first registered is closed last
        beans.registerSingleton(BEAN, system);

        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("server.port", ports.get(1));
        properties.put("server.shutdown", "immediate");
        properties.put("camel.lra.enabled", "true");
        properties.put("camel.lra.coordinator-url", system.coordinatorUrl());
        properties.put(
                "camel.lra.local-participant-url", "http://localhost:${server.port}${server.servlet.context-path:}");
        properties.put("bactrian.callbacks.answer-within", "25s");
        urlProperties.forEach(
                (name, property) -> properties.put(property, system.services().url(name)));
        ConfigurableEnvironment environment = context.getEnvironment();
        BroughtAlong.hideFrom(environment, context);
        String management = environment.getProperty(MANAGEMENT_PORT, "");
        if (management.matches("[1-9]\\d*")) { // fixed: another test, or the application itself, may have it
            boolean apart = !management.equals(environment.getProperty("server.port", "8080"));
            properties.put(MANAGEMENT_PORT, ports.get(apart ? 2 : 1));
        }
        add(environment.getPropertySources(), new MapPropertySource("Bactrian Test Properties", properties));
        String port = environment.getProperty("server.port");
        if (port == null || !port.matches("[1-9]\\d*")) {
            system.close();
            throw new IllegalStateException("server.port must be a port of 1 or more, because callback URLs contain it"
                    + " before the server starts, was " + port + "; leave it out and a free one is picked");
        }
    }

    private static void add(MutablePropertySources sources, MapPropertySource own) {
        OF_THE_TEST.stream()
                .filter(sources::contains)
                .reduce((first, last) ->
                        sources.precedenceOf(sources.get(first)) > sources.precedenceOf(sources.get(last))
                                ? first
                                : last)
                .ifPresentOrElse(last -> sources.addAfter(last, own), () -> sources.addFirst(own));
    }
}
