package io.bactrian.starter.saga;

import io.bactrian.broker.FreePort;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.logging.LogManager;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.awaitility.Awaitility;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** A Camel application on Spring Boot with this starter and a real web server. */
public final class TestApplication implements AutoCloseable {

    static {
        LogManager.getLogManager().reset(); // the web server's own log
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60)); // a busy machine is no failure
    }

    private final ConfigurableApplicationContext context;
    private final int port;
    private final ProducerTemplate template;

    private TestApplication(ConfigurableApplicationContext context, int port) {
        this.context = context;
        this.port = port;
        this.template = camel().createProducerTemplate();
    }

    public static TestApplication start(String coordinatorUrl, RouteBuilder routes, String... properties) {
        return start(freePort(), coordinatorUrl, routes, properties);
    }

    public static TestApplication start(int port, String coordinatorUrl, RouteBuilder routes, String... properties) {
        return start(port, coordinatorUrl, routes, nothing -> {}, properties);
    }

    /** The same with more beans, by their type. */
    public static TestApplication start(
            String coordinatorUrl, RouteBuilder routes, Map<Class<?>, Object> beans, String... properties) {
        return start(
                freePort(),
                coordinatorUrl,
                routes,
                starting -> beans.forEach(
                        (type, bean) -> starting.getBeanFactory().registerSingleton(type.getSimpleName(), bean)),
                properties);
    }

    /** The same with whatever is done to it before it starts. */
    static TestApplication start(
            int port,
            String coordinatorUrl,
            RouteBuilder routes,
            Consumer<GenericApplicationContext> before,
            String... properties) {
        Map<String, Object> defaults = new HashMap<>();
        defaults.put("server.port", port);
        defaults.put("server.address", "127.0.0.1");
        defaults.put("server.shutdown", "immediate");
        defaults.put("spring.main.banner-mode", "off");
        defaults.put("spring.application.name", "proof");
        defaults.put("spring.jmx.enabled", false);
        // who needs a database says so
        defaults.put(
                "spring.autoconfigure.exclude",
                "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration");
        defaults.put("camel.lra.enabled", true);
        defaults.put("camel.lra.coordinator-url", coordinatorUrl);
        defaults.put("camel.lra.local-participant-url", "http://localhost:" + port);
        defaults.put("camel.main.shutdown-timeout", 5);
        // on the class path for those tests that want them
        defaults.put("camel.servlet.mapping.enabled", false);
        defaults.put("camel.opentelemetry2.enabled", false);
        defaults.put(
                "spring.autoconfigure.exclude",
                "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration");
        for (String property : properties) {
            int equals = property.indexOf('=');
            defaults.put(property.substring(0, equals), property.substring(equals + 1));
        }
        ConfigurableApplicationContext context = new SpringApplicationBuilder(App.class)
                .properties(defaults)
                .initializers(starting -> {
                    starting.getBeanFactory().registerSingleton("testRoutes", routes);
                    before.accept((GenericApplicationContext) starting);
                })
                .run();
        return new TestApplication(context, port);
    }

    /** Nobody listens there. */
    public static int freePort() {
        return FreePort.find();
    }

    public int port() {
        return port;
    }

    public String url() {
        return "http://localhost:" + port;
    }

    public CamelContext camel() {
        return context.getBean(CamelContext.class);
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public <T> T bean(String name, Class<T> type) {
        return context.getBean(name, type);
    }

    /** Sends into a route and returns the exchange as it came out. */
    public Exchange send(String endpoint, Map<String, Object> headers) {
        return template.request(endpoint, exchange -> exchange.getIn().setHeaders(new HashMap<>(headers)));
    }

    public Exchange send(String endpoint) {
        return send(endpoint, Map.of());
    }

    /** The exception an exchange ended with, without Camel's wrappers. */
    public static Throwable failureOf(Exchange exchange) {
        Throwable failure = exchange.getException();
        while ((failure instanceof CamelExecutionException || failure instanceof CompletionException)
                && failure.getCause() != null) {
            failure = failure.getCause();
        }
        return failure;
    }

    @Override
    public void close() {
        context.close();
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class App {}
}
