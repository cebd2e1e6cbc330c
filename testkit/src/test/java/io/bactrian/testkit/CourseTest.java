package io.bactrian.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.CamelContext;
import org.apache.camel.LoggingLevel;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** How a test ends whose application is still at work. */
class CourseTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Test
    void whatIsTriedForEverAgainstAScriptEndsWithTheTest() throws Exception {
        try (EmbeddedCoordinator coordinator = EmbeddedCoordinator.start();
                ScriptedServices services = ScriptedServices.start(coordinator.clock(), "crm");
                CamelContext camel = new DefaultCamelContext()) {
            String points = services.url("crm") + "/points";
            camel.addRoutes(background(exchange -> demand200(points)));
            camel.start();
            services.given("PUT http:crm/points").answers(503);
            Course course = new Course(coordinator, services, new AtWork(camel));
            send(camel);
            await().until(() -> services.requests().size() > 1);

            assertThatCode(course::end).doesNotThrowAnyException();

            assertThat(new AtWork(camel).all()).isEmpty();
            assertThat(camel.getInflightRepository().size()).as("under way").isZero();
        }
    }

    @Test
    void whatDoesNotEndIsNoneOfTheNextTestsBusiness() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        try (EmbeddedCoordinator coordinator = EmbeddedCoordinator.start();
                ScriptedServices services = ScriptedServices.start(coordinator.clock(), "crm");
                CamelContext camel = new DefaultCamelContext()) {
            camel.addRoutes(background(exchange -> {
                begun.countDown();
                over.await();
            }));
            camel.start();
            AtWork work = new AtWork(camel);
            Course course = new Course(coordinator, services, work, Duration.ofMillis(50));
            send(camel);
            await().until(() -> begun.getCount() == 0);

            assertThatCode(course::end).doesNotThrowAnyException();

            assertThat(work.all()).hasSize(1);
            assertThat(new AtWork(camel).all()).isEmpty();
            over.countDown();
        }
    }

    private static RouteBuilder background(Processor work) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("seda:points")
                        .routeId("points")
                        .errorHandler(defaultErrorHandler()
                                .maximumRedeliveries(-1)
                                .redeliveryDelay(5)
                                .retryAttemptedLogLevel(LoggingLevel.OFF))
                        .process(work);
            }
        };
    }

    private static void demand200(String url) throws Exception {
        HttpRequest put = HttpRequest.newBuilder(URI.create(url))
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build();
        int status = HTTP.send(put, BodyHandlers.discarding()).statusCode();
        if (status != 200) {
            throw new IllegalStateException("it answered " + status);
        }
    }

    private static void send(CamelContext camel) throws Exception {
        try (ProducerTemplate template = camel.createProducerTemplate()) {
            template.sendBody("seda:points", "4711");
        }
    }
}
