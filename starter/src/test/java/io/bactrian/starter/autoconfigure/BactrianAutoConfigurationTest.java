package io.bactrian.starter.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.starter.actuate.BactrianHealthAutoConfiguration;
import io.bactrian.starter.client.ClientSettings;
import io.bactrian.starter.saga.BactrianSagaService;
import io.bactrian.starter.saga.SagaSettings;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.springboot.PlatformHttpComponentAutoConfiguration;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpAutoConfiguration;
import org.apache.camel.saga.CamelSagaService;
import org.apache.camel.saga.InMemorySagaService;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class BactrianAutoConfigurationTest {

    private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    BactrianAutoConfiguration.class,
                    BactrianHealthAutoConfiguration.class,
                    CamelAutoConfiguration.class,
                    TaskExecutionAutoConfiguration.class,
                    PlatformHttpComponentAutoConfiguration.class,
                    SpringBootPlatformHttpAutoConfiguration.class));

    private final WebApplicationContextRunner configured = runner.withPropertyValues(
            "camel.lra.coordinator-url=http://localhost:1", "camel.lra.local-participant-url=http://localhost:2");

    @Test
    void givesTheContextASagaServiceWithTheKeysOfCamelLra() {
        configured.run(context -> {
            assertThat(context).hasSingleBean(BactrianSagaService.class).hasSingleBean(HealthIndicator.class);
            CamelContext camel = context.getBean(CamelContext.class);
            assertThat(camel.hasService(CamelSagaService.class)).isSameAs(context.getBean(BactrianSagaService.class));
            assertThat(context.getBean(BactrianSagaService.class)
                            .coordinator()
                            .coordinator()
                            .base())
                    .isEqualTo("http://localhost:1/lra-coordinator");
        });
    }

    @Test
    void listensWhereCamelLraListened() {
        configured
                .withPropertyValues("camel.lra.local-participant-url=http://localhost:2/camel")
                .run(context -> assertThat(context.getBean(CamelContext.class).getRoutes())
                        .extracting(
                                route -> route.getEndpoint().getEndpointUri().replaceAll("\\?.*", ""))
                        .contains(
                                "platform-http:///lra-participant/compensate/%7BbactrianCallbackToken%7D",
                                "platform-http:///camel/lra-participant/compensate/%7BbactrianCallbackToken%7D"));
    }

    @Test
    void backsOffForASagaServiceOfTheUser() {
        configured.withUserConfiguration(OwnService.class).run(context -> assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean(BactrianSagaService.class)
                .doesNotHaveBean(HealthIndicator.class));
    }

    @Test
    void isOffWhenToldSo() {
        runner.withPropertyValues("camel.lra.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(CamelSagaService.class));
    }

    @Test
    void worksWithoutActuator() {
        configured
                .withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(BactrianSagaService.class));
    }

    @Test
    void namesTheUrlThatIsMissing() {
        runner.run(context -> assertThat(context.getStartupFailure())
                .rootCause()
                .hasMessage("camel.lra.coordinator-url must be set, for example http://localhost:8070"
                        + " (camel.lra.enabled=false turns sagas off)"));
        runner.withPropertyValues("camel.lra.coordinator-url=http://localhost:1")
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .hasMessage("camel.lra.local-participant-url must be set, for example http://localhost:8080"
                                + " (camel.lra.enabled=false turns sagas off)"));
    }

    @Test
    void refusesValuesThatCannotBeMeant() {
        refuses(
                "camel.lra.coordinator-url=localhost:8070",
                "camel.lra.coordinator-url must be a URL such as http://localhost:8070, was 'localhost:8070'");
        refuses("bactrian.callbacks.secret=short", "bactrian.callbacks.secret must have 16 characters or more, has 5");
        refuses("bactrian.callbacks.threads=0", "bactrian.callbacks.threads must be 1 or more, was 0");
        refuses("bactrian.client.give-up-after=0s", "bactrian.client.give-up-after must be longer than 0, was PT0S");
    }

    private void refuses(String property, String message) {
        configured.withPropertyValues(property).run(context -> assertThat(context.getStartupFailure())
                .rootCause()
                .hasMessage(message));
    }

    @Test
    void defaultsAreTheDocumentedConstants() {
        CamelLraProperties lra = new CamelLraProperties();
        BactrianProperties bactrian = new BactrianProperties();

        assertThat(lra.isEnabled()).isTrue();
        assertThat(lra.getCoordinatorContextPath())
                .isEqualTo(SagaSettings.COORDINATOR_CONTEXT_PATH)
                .isEqualTo("/lra-coordinator");
        assertThat(lra.getLocalParticipantContextPath())
                .isEqualTo(SagaSettings.PARTICIPANT_CONTEXT_PATH)
                .isEqualTo("/lra-participant");
        assertThat(bactrian.getOnManualFailure()).isEqualTo(SagaSettings.OnManualFailure.COMPENSATE);
        assertThat(bactrian.getCallbacks().getAnswerWithin())
                .isEqualTo(SagaSettings.ANSWER_WITHIN)
                .hasSeconds(1);
        assertThat(bactrian.getCallbacks().getThreads())
                .isEqualTo(SagaSettings.CALLBACK_THREADS)
                .isEqualTo(16);
        assertThat(bactrian.getCallbacks().getSecret()).isNull();
        assertThat(bactrian.getClient().getConnectTimeout())
                .isEqualTo(ClientSettings.CONNECT_TIMEOUT)
                .hasSeconds(2);
        assertThat(bactrian.getClient().getReadTimeout())
                .isEqualTo(ClientSettings.READ_TIMEOUT)
                .hasSeconds(5);
        assertThat(bactrian.getClient().getGiveUpAfter())
                .isEqualTo(ClientSettings.GIVE_UP_AFTER)
                .hasSeconds(10);
    }

    @Test
    void namesThisProcessByApplicationHostAndPort() {
        CamelLraProperties lra = new CamelLraProperties();
        lra.setCoordinatorUrl("http://localhost:1");
        lra.setLocalParticipantUrl("http://shop.example:8080/camel");
        BactrianProperties bactrian = new BactrianProperties();

        SagaSettings byDefault = Settings.from(lra, bactrian, "shop");
        bactrian.setInstance("shop-0");
        bactrian.setApplication("store");
        SagaSettings named = Settings.from(lra, bactrian, "shop");

        assertThat(byDefault.application()).isEqualTo("shop");
        assertThat(byDefault.instance()).isEqualTo("shop.example:8080");
        assertThat(named.application()).isEqualTo("store");
        assertThat(named.instance()).isEqualTo("shop-0");
    }

    @Configuration
    static class OwnService {

        @Bean
        CamelSagaService ownSagaService() {
            return new InMemorySagaService();
        }
    }
}
