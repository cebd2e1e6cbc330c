package io.bactrian.starter.saga;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** A Camel application on Spring Boot with this starter and a real web server. */
public final class TestApplication implements AutoCloseable {

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
        Map<String, Object> defaults = new HashMap<>();
        defaults.put("server.port", port);
        defaults.put("server.address", "127.0.0.1");
        defaults.put("server.shutdown", "immediate");
        defaults.put("spring.main.banner-mode", "off");
        defaults.put("spring.application.name", "proof");
        defaults.put("spring.jmx.enabled", false);
        defaults.put("logging.level.root", "WARN");
        defaults.put("logging.level.io.bactrian", "INFO");
        // every failure here is wanted
        defaults.put("logging.level.org.apache.camel.processor.errorhandler", "OFF");
        defaults.put("camel.lra.enabled", true);
        defaults.put("camel.lra.coordinator-url", coordinatorUrl);
        defaults.put("camel.lra.local-participant-url", "http://localhost:" + port);
        defaults.put("camel.main.shutdown-timeout", 5);
        for (String property : properties) {
            int equals = property.indexOf('=');
            defaults.put(property.substring(0, equals), property.substring(equals + 1));
        }
        App.ROUTES.set(routes);
        ConfigurableApplicationContext context =
                new SpringApplicationBuilder(App.class).properties(defaults).run();
        return new TestApplication(context, port);
    }

    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        while (failure instanceof CamelExecutionException && failure.getCause() != null) {
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
    static class App {

        private static final AtomicReference<RouteBuilder> ROUTES = new AtomicReference<>();

        @Bean
        RouteBuilder testRoutes() {
            return ROUTES.get();
        }
    }
}
