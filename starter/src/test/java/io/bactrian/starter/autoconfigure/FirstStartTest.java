package io.bactrian.starter.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** What somebody reads who starts an application with sagas for the first time. */
@Isolated("reads what is printed")
@ExtendWith(OutputCaptureExtension.class)
class FirstStartTest {

    private static final RouteBuilder NO_ROUTES = new RouteBuilder() {
        @Override
        public void configure() {
            // none
        }
    };

    @Test
    void saysWhichPropertyIsMissingAndWhatToWrite(CapturedOutput output) {
        assertThatThrownBy(() -> start("server.port=8123"));

        assertThat(output).contains("""
                ***************************
                APPLICATION FAILED TO START
                ***************************

                Description:

                camel.lra.coordinator-url must be set, for example http://localhost:8070 (camel.lra.enabled=false is only for applications without saga() routes)

                Action:

                Say where the coordinator is and where it reaches this application, for example in application.yml:

                camel.lra:
                  coordinator-url: http://localhost:8070
                  local-participant-url: http://localhost:8123

                Only for applications without saga() routes: camel.lra.enabled=false.
                """);
        assertThat(output).doesNotContain("\tat io.bactrian");
    }

    @Test
    void saysWhichOtherPropertyIsWrong(CapturedOutput output) {
        assertThatThrownBy(() -> start(
                "camel.lra.coordinator-url=http://localhost:1",
                "camel.lra.local-participant-url=http://localhost:2",
                "bactrian.callbacks.threads=0"));

        assertThat(output)
                .contains("bactrian.callbacks.threads must be 1 or more, was 0")
                .contains("Correct this property, or remove it to have its default.");
    }

    @Test
    void saysThatAPortMustBeKnownBeforeTheStart(CapturedOutput output) {
        assertThatThrownBy(() -> start(
                "server.port=0",
                "camel.lra.coordinator-url=http://localhost:1",
                "camel.lra.local-participant-url=http://localhost:0"));

        assertThat(output)
                .contains(
                        "camel.lra.local-participant-url must name the port itself, was 'http://localhost:0': callback"
                                + " URLs are made before the web server picks one, so choose server.port");
    }

    @Test
    void warnsThatCallbacksGoToAnotherPort(CapturedOutput output) {
        try (ConfigurableApplicationContext application = start(
                "server.port=0",
                "camel.lra.coordinator-url=http://localhost:1",
                "camel.lra.local-participant-url=http://localhost:2")) {
            String port = application.getEnvironment().getRequiredProperty("local.server.port");

            assertThat(output)
                    .contains(
                            "camel.lra.local-participant-url is http://localhost:2, but this application listens on port "
                                    + port
                                    + ": unless something forwards one to the other, no compensation and no completion will"
                                    + " arrive");
        }
    }

    @Test
    void doesNotWarnOfAnAddressThatMayBeForwarded(CapturedOutput output) {
        start(
                        "server.port=0",
                        "camel.lra.coordinator-url=http://localhost:1",
                        "camel.lra.local-participant-url=http://shop.example:2")
                .close();

        assertThat(output).doesNotContain("no compensation and no completion will arrive");
    }

    @Test
    void saysWhatThePolicyOnceNeeds(CapturedOutput output) {
        assertThatThrownBy(() -> start(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:step").policy("once").log("acted");
                    }
                },
                "camel.lra.coordinator-url=http://localhost:1",
                "camel.lra.local-participant-url=http://localhost:2"));

        assertThat(output).contains("""
                Description:

                policy("once") needs a DataSource with its transaction manager, and there is not exactly one.

                Action:

                Add spring-boot-starter-jdbc and a driver, and set spring.datasource.url. An application with several databases declares a bean named once: new OncePolicy(..) with the one that is meant.
                """);
    }

    @Test
    void saysThatSagasAreTurnedOff(CapturedOutput output) {
        assertThatThrownBy(() -> start(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:order").saga().log("ordered");
                    }
                },
                "camel.lra.enabled=false"));

        assertThat(output).contains("""
                Description:

                A route has saga(), and camel.lra.enabled=false turns sagas off.

                Action:

                Remove camel.lra.enabled=false, which is only for applications without saga() routes, and set camel.lra.coordinator-url and camel.lra.local-participant-url.
                """);
    }

    @Test
    void leavesOtherMissingBeansToCamel(CapturedOutput output) {
        assertThatThrownBy(() -> start(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:step").policy("twice").log("acted");
                    }
                },
                "camel.lra.coordinator-url=http://localhost:1",
                "camel.lra.local-participant-url=http://localhost:2"));

        assertThat(output).doesNotContain("Description:").contains("twice of type: org.apache.camel.spi.Policy");
    }

    @Test
    void warnsOfAPathThatIsThereTwice(CapturedOutput output) {
        start(
                        "camel.lra.coordinator-url=http://localhost:1/lra-coordinator/",
                        "camel.lra.local-participant-url=http://localhost:2")
                .close();

        assertThat(output)
                .contains(
                        "camel.lra.coordinator-url is http://localhost:1/lra-coordinator, and /lra-coordinator is added"
                                + " to it (camel.lra.coordinator-context-path): sagas will be started at"
                                + " http://localhost:1/lra-coordinator/lra-coordinator/start. Leave it out of the URL unless the"
                                + " coordinator is there");
    }

    @Test
    void warnsOfAnApplicationWithoutAName(CapturedOutput output) {
        String[] urls = {
            "camel.lra.coordinator-url=http://localhost:1", "camel.lra.local-participant-url=http://localhost:2"
        };
        start(urls).close();

        assertThat(output)
                .containsPattern(
                        "This application has no name and is called camel-\\d+ at the coordinator, as may be others"
                                + " without one: set spring\\.application\\.name");
    }

    @Test
    void doesNotWarnOfANameOrOfAPathThatIsThereOnce(CapturedOutput output) {
        start(
                        "spring.application.name=shop",
                        "camel.lra.coordinator-url=http://localhost:1/sagas",
                        "camel.lra.local-participant-url=http://localhost:2")
                .close();

        assertThat(output).doesNotContain("has no name").doesNotContain("is added to it");
    }

    private static ConfigurableApplicationContext start(String... properties) {
        return start(NO_ROUTES, properties);
    }

    private static ConfigurableApplicationContext start(RouteBuilder routes, String... properties) {
        return new SpringApplicationBuilder(App.class)
                .properties(
                        "server.address=127.0.0.1",
                        "server.port=0",
                        "spring.autoconfigure.exclude="
                                + "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
                        "server.shutdown=immediate",
                        "spring.main.banner-mode=off",
                        "spring.jmx.enabled=false",
                        "logging.level.root=warn",
                        "bactrian.client.give-up-after=100ms",
                        "camel.main.shutdown-timeout=1")
                .properties(properties)
                .initializers(starting -> starting.getBeanFactory().registerSingleton("testRoutes", routes))
                .run();
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class App {}
}
