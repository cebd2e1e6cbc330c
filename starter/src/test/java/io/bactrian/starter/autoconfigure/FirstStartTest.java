package io.bactrian.starter.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

    @Test
    void saysWhichPropertyIsMissingAndWhatToWrite(CapturedOutput output) {
        assertThatThrownBy(() -> start("server.port=8123"));

        assertThat(output).contains("""
                ***************************
                APPLICATION FAILED TO START
                ***************************

                Description:

                camel.lra.coordinator-url must be set, for example http://localhost:8070 (camel.lra.enabled=false turns sagas off)

                Action:

                Say where the coordinator is and where it reaches this application, for example in application.yml:

                camel.lra:
                  coordinator-url: http://localhost:8070
                  local-participant-url: http://localhost:8123

                An application without sagas does not need this: set camel.lra.enabled=false.
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

    private static ConfigurableApplicationContext start(String... properties) {
        return new SpringApplicationBuilder(App.class)
                .properties(
                        "server.address=127.0.0.1",
                        "server.shutdown=immediate",
                        "spring.main.banner-mode=off",
                        "spring.jmx.enabled=false",
                        "logging.level.root=warn",
                        "bactrian.client.give-up-after=100ms",
                        "camel.main.shutdown-timeout=1")
                .properties(properties)
                .run();
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class App {}
}
