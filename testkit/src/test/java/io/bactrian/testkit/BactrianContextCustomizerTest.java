package io.bactrian.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.web.client.RestClient;

class BactrianContextCustomizerTest {

    private final GenericApplicationContext context = new GenericApplicationContext();

    @AfterEach
    void close() {
        if (context.isActive()) {
            context.close();
        } else {
            context.getBeanFactory().destroySingletons();
        }
    }

    @Test
    void tellsTheApplicationWhereEverythingIs() {
        given("of the application", Map.of("server.port", "8080", "shipping.url", "http://localhost:8084"));

        customize("shipping", "payment=payment.base-url");

        TestSystem system = context.getBeanFactory().getBean(TestSystem.class);
        assertThat(property("camel.lra.coordinator-url"))
                .isEqualTo(system.coordinator().url());
        assertThat(property("shipping.url")).isEqualTo(system.services().url("shipping"));
        assertThat(property("payment.base-url")).isEqualTo(system.services().url("payment"));
        assertThat(property("server.port")).isNotEqualTo("8080");
        assertThat(property("camel.lra.local-participant-url"))
                .isEqualTo("http://localhost:" + property("server.port"));
    }

    @Test
    void givesTheManagementServerAPortOfItsOwnWhereItHasAFixedOne() {
        given("of the application", Map.of("server.port", "8080", "management.server.port", "8081"));

        customize();

        assertThat(property("management.server.port")).isNotIn("8081", "8080", property("server.port"));
    }

    @Test
    void leavesTheManagementServerOnThePortOfTheApplicationOrWithoutOne() {
        given("of the application", Map.of("management.server.port", "8080"));

        customize();

        assertThat(property("management.server.port")).isEqualTo(property("server.port"));
    }

    @Test
    void startsNoManagementServerWhereThereIsNone() {
        customize();

        assertThat(property("management.server.port")).isNull();
    }

    @Test
    void leavesToTheTestWhatItSaysItself() {
        given("Inlined Test Properties", Map.of("server.port", "4711", "server.servlet.context-path", "/shop"));

        customize();

        assertThat(property("camel.lra.local-participant-url")).isEqualTo("http://localhost:4711/shop");
    }

    @Test
    void refusesAPortThatIsPickedOnlyWhenTheServerStarts() {
        given("Inlined Test Properties", Map.of("server.port", "0"));

        assertThatThrownBy(this::customize)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "server.port must be a port of 1 or more, because callback URLs contain it before the server"
                                + " starts, was 0; leave it out and a free one is picked");
    }

    @Test
    void theCoordinatorListensBeforeAnythingOfTheApplicationIsStarted() {
        AtomicReference<String> atTheStart = new AtomicReference<>();
        customize();
        context.registerBean(SmartLifecycle.class, () -> new Starting(() -> atTheStart.set(sagas())));

        context.refresh();

        assertThat(atTheStart).hasValue("[]");
    }

    @Test
    void anApplicationDoesNotStartWithoutItsCoordinator() {
        new BactrianContextCustomizer(List.of(), List.of("bactrian.call-timeout=never"))
                .customizeContext(context, mock(MergedContextConfiguration.class));

        assertThatThrownBy(context::refresh).rootCause().hasMessageContaining("never");
    }

    private String sagas() {
        return RestClient.create(property("camel.lra.coordinator-url"))
                .get()
                .uri("/lra-coordinator")
                .retrieve()
                .body(String.class);
    }

    /** A bean with a start of its own. */
    private static final class Starting implements SmartLifecycle {

        private final Runnable start;
        private boolean running;

        Starting(Runnable start) {
            this.start = start;
        }

        @Override
        public void start() {
            running = true;
            start.run();
        }

        @Override
        public void stop() {
            running = false;
        }

        @Override
        public boolean isRunning() {
            return running;
        }
    }

    private void given(String source, Map<String, Object> properties) {
        context.getEnvironment().getPropertySources().addFirst(new MapPropertySource(source, properties));
    }

    private void customize(String... services) {
        new BactrianContextCustomizer(List.of(services), List.of())
                .customizeContext(context, mock(MergedContextConfiguration.class));
    }

    private String property(String name) {
        return context.getEnvironment().getProperty(name);
    }
}
