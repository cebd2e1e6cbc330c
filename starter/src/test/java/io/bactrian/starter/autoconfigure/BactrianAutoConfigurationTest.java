package io.bactrian.starter.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bactrian.starter.actuate.BactrianHealthAutoConfiguration;
import io.bactrian.starter.actuate.BactrianMetricsAutoConfiguration;
import io.bactrian.starter.client.ClientSettings;
import io.bactrian.starter.kafka.KafkaCallbacks;
import io.bactrian.starter.kafka.KafkaConnection;
import io.bactrian.starter.saga.BactrianSagaService;
import io.bactrian.starter.saga.CurrentTrace;
import io.bactrian.starter.saga.SagaSettings;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.component.platform.http.springboot.PlatformHttpComponentAutoConfiguration;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpAutoConfiguration;
import org.apache.camel.saga.CamelSagaService;
import org.apache.camel.saga.InMemorySagaService;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.kafka.KafkaAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class BactrianAutoConfigurationTest {

    private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    BactrianAutoConfiguration.class,
                    BactrianHealthAutoConfiguration.class,
                    BactrianMetricsAutoConfiguration.class,
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
    void backsOffForWhatTheUserBringsAlong() {
        configured.withUserConfiguration(OwnParts.class).run(context -> {
            assertThat(context).hasNotFailed().hasSingleBean(BactrianSagaService.class);
            assertThat(context.getBean(CurrentTrace.class)).isSameAs(OwnParts.TRACE);
            assertThat(context.getBean("bactrianHealthIndicator")).isSameAs(OwnParts.HEALTH);
            assertThat(context.getBean("bactrianQuietAnswers")).isSameAs(OwnParts.ANSWERS);
        });
    }

    @Test
    void worksWithoutOpenTelemetry() {
        configured.withClassLoader(new FilteredClassLoader("io.opentelemetry")).run(context -> assertThat(context)
                .hasNotFailed()
                .hasSingleBean(BactrianSagaService.class)
                .doesNotHaveBean(CurrentTrace.class));
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
    void worksWithoutMicrometer() {
        configured.withClassLoader(new FilteredClassLoader("io.micrometer")).run(context -> assertThat(context)
                .hasNotFailed()
                .hasSingleBean(BactrianSagaService.class)
                .doesNotHaveBean("bactrianCallbackMeters"));
    }

    @Test
    void leavesCallbacksOverHttpToTheMetersOfTheWebServer() {
        configured.run(context -> {
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            context.getBean("bactrianCallbackMeters", MeterBinder.class).bindTo(registry);

            assertThat(registry.getMeters()).isEmpty();
        });
    }

    @Test
    void namesTheUrlThatIsMissing() {
        runner.run(context -> assertThat(context.getStartupFailure())
                .rootCause()
                .hasMessage("camel.lra.coordinator-url must be set, for example http://localhost:8070"
                        + " (camel.lra.enabled=false is only for applications without saga() routes)"));
        runner.withPropertyValues("camel.lra.coordinator-url=http://localhost:1")
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .hasMessage("camel.lra.local-participant-url must be set, for example http://localhost:8080"
                                + " (camel.lra.enabled=false is only for applications without saga() routes)"));
    }

    @Test
    void refusesValuesThatCannotBeMeant() {
        refuses(
                "camel.lra.coordinator-url=localhost:8070",
                "camel.lra.coordinator-url must be a URL such as http://localhost:8070, was 'localhost:8070'");
        refuses("bactrian.callbacks.secret=short", "bactrian.callbacks.secret must have 16 characters or more, has 5");
        refuses(
                "bactrian.callbacks.former-secrets=sixteen characters before",
                "bactrian.callbacks.former-secrets must be empty without bactrian.callbacks.secret, had 1");
        refuses(
                "bactrian.callbacks.accept-unsigned=true",
                "bactrian.callbacks.accept-unsigned must be false without bactrian.callbacks.secret, was true: nothing is"
                        + " signed, and all is accepted");
        refuses("bactrian.callbacks=pigeon", "bactrian.callbacks must be http or kafka, was 'pigeon'");
        refuses("bactrian.callbacks.partitions=0", "bactrian.callbacks.partitions must be 1 or more, was 0");
        refuses("bactrian.callbacks.threads=0", "bactrian.callbacks.threads must be 1 or more, was 0");
        refuses("bactrian.client.give-up-after=0s", "bactrian.client.give-up-after must be longer than 0, was PT0S");
    }

    private void refuses(String property, String message) {
        configured.withPropertyValues(property).run(context -> assertThat(context.getStartupFailure())
                .rootCause()
                .hasMessage(message));
    }

    @Test
    void refusesATopicThatKafkaDoesNotTake() {
        WebApplicationContextRunner kafka = configured.withPropertyValues("bactrian.callbacks=kafka");
        kafka.withPropertyValues("bactrian.callbacks.topic=my topic")
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .hasMessage("bactrian.callbacks.topic must be a name that Kafka allows (letters, digits, '.',"
                                + " '_', '-', at most 240), was 'my topic'"));
        kafka.withPropertyValues("bactrian.application=the shop").run(context -> assertThat(context.getStartupFailure())
                .rootCause()
                .hasMessageEndingWith("was 'bactrian.callbacks.the shop', from this application's name"));
    }

    @Test
    void refusesTwoFormsThatSayDifferentThings() {
        configured
                .withPropertyValues("bactrian.callbacks=http", "bactrian.callbacks.transport=kafka")
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .hasMessage("bactrian.callbacks must be the same as bactrian.callbacks.transport, was http and"
                                + " kafka: one of them is enough"));
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
        assertThat(bactrian.getOnce().getInitializeSchema())
                .isEqualTo(OnceAutoConfiguration.INITIALIZE_SCHEMA)
                .isEqualTo(DatabaseInitializationMode.EMBEDDED);
        assertThat(bactrian.getOnManualFailure()).isEqualTo(SagaSettings.OnManualFailure.COMPENSATE);
        assertThat(bactrian.getDeployGuard()).isEqualTo(SagaSettings.OnMissingEndpoint.WARN);
        assertThat(bactrian.getCallbacks().getAnswerWithin())
                .isEqualTo(SagaSettings.ANSWER_WITHIN)
                .hasSeconds(1);
        assertThat(bactrian.getCallbacks().getThreads())
                .isEqualTo(SagaSettings.CALLBACK_THREADS)
                .isEqualTo(16);
        assertThat(bactrian.getCallbacks().isAcceptUnsigned()).isFalse();
        assertThat(bactrian.getCallbacks().getTransport()).isEqualTo(CallbackVia.HTTP);
        assertThat(bactrian.getCallbacks().getTopic()).isNull();
        assertThat(bactrian.getCallbacks().getPartitions())
                .isEqualTo(KafkaCallbacks.PARTITIONS)
                .isEqualTo(6);
        assertThat(bactrian.getRequests().getReplyTopic()).isNull();
        assertThat(bactrian.getCallbacks().getSecret()).isNull();
        assertThat(bactrian.getCallbacks().getFormerSecrets()).isEmpty();
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

        SagaSettings byDefault = Settings.from(lra, bactrian, CallbackVia.HTTP, "shop", "");
        bactrian.setInstance("shop-0");
        SagaSettings named = Settings.from(lra, bactrian, CallbackVia.HTTP, "store", "");

        assertThat(byDefault.application()).isEqualTo("shop");
        assertThat(byDefault.instance()).isEqualTo("shop.example:8080");
        assertThat(named.application()).isEqualTo("store");
        assertThat(named.instance()).isEqualTo("shop-0");
    }

    @Test
    void namesThisProcessByItsHostWhenNobodyCallsIt() throws Exception {
        CamelLraProperties lra = new CamelLraProperties();
        lra.setCoordinatorUrl("http://localhost:1");

        SagaSettings settings = Settings.from(lra, new BactrianProperties(), CallbackVia.KAFKA, "shop", "");

        assertThat(settings.instance()).isEqualTo(InetAddress.getLocalHost().getHostName());
        assertThat(settings.participantUrl()).isNull();
    }

    @Test
    void takesCallbacksOverKafkaWithoutAnyServer() {
        String[] server = {
            "org.apache.camel.component.platform.http",
            "org.apache.camel.http.base",
            "jakarta.servlet",
            "org.apache.catalina",
            "org.springframework.web"
        };
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        BactrianAutoConfiguration.class,
                        BactrianHealthAutoConfiguration.class,
                        CamelAutoConfiguration.class,
                        KafkaAutoConfiguration.class))
                .withClassLoader(new FilteredClassLoader(server))
                .withPropertyValues(
                        "camel.lra.coordinator-url=http://localhost:1",
                        "spring.application.name=shop",
                        "spring.kafka.bootstrap-servers=localhost:2",
                        "bactrian.callbacks=kafka")
                .run(context -> {
                    assertThat(context).hasNotFailed().hasSingleBean(BactrianSagaService.class);
                    assertThat(context.getBean(BactrianSagaService.class).callbacks())
                            .containsEntry("transport", "kafka")
                            .containsEntry("topic", "bactrian.callbacks.shop")
                            .containsEntry("listening", false);
                    assertThat(context.getBean(CamelContext.class).getRoutes()).isEmpty();
                });
    }

    @Test
    void worksWithoutKafka() {
        configured
                .withClassLoader(new FilteredClassLoader("org.apache.kafka", "org.springframework.kafka"))
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(BactrianSagaService.class));
    }

    @Test
    void namesTheLibraryThatAStepNeeds() {
        configured
                .withClassLoader(new FilteredClassLoader("org.apache.kafka", "org.springframework.kafka"))
                .run(context -> assertThatThrownBy(() ->
                                context.getBean(CamelContext.class).getEndpoint("bactrian:request:shipping.commands"))
                        .rootCause()
                        .hasMessage(
                                "bactrian:request:shipping.commands is not known, there is bactrian:result?names=a,b,"
                                        + " bactrian:results?names=a,b; it needs Spring Kafka on the class path: add the"
                                        + " dependency org.springframework.kafka:spring-kafka"));
    }

    @Test
    void refusesAStepThatCannotBeMeant() {
        configured.run(context -> {
            CamelContext camel = context.getBean(CamelContext.class);

            assertThatThrownBy(() -> camel.getEndpoint("bactrian:request:"))
                    .rootCause()
                    .hasMessage("bactrian:request needs a topic, as in bactrian:request:shipping.commands?timeout=10s,"
                            + " was bactrian:request:");
            assertThatThrownBy(() -> camel.getEndpoint("bactrian:request:a?timeout=soon"))
                    .hasStackTraceContaining("timeout of bactrian:request must be a time such as 10s, was soon");
            assertThatThrownBy(() -> camel.getEndpoint("bactrian:request:a?timeout=0"))
                    .rootCause()
                    .hasMessage("timeout of bactrian:request must be longer than 0, was 0");
            assertThatThrownBy(() -> camel.getEndpoint("bactrian:request:a?tiemout=10s"))
                    .hasMessageContaining("tiemout");
            assertThatThrownBy(() -> camel.getEndpoint("bactrian:reply?failed=perhaps"))
                    .rootCause()
                    .hasMessage("bactrian:reply takes nothing but failed=true or false, was"
                            + " bactrian://reply?failed=perhaps");
        });
    }

    @Test
    void namesTheLibraryThatIsMissing() {
        configured
                .withClassLoader(new FilteredClassLoader("org.apache.kafka", "org.springframework.kafka"))
                .withPropertyValues("bactrian.callbacks=kafka")
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .hasMessage("bactrian.callbacks=kafka needs Spring Kafka on the class path: add the dependency"
                                + " org.springframework.kafka:spring-kafka"));
        configured
                .withClassLoader(new FilteredClassLoader("org.apache.camel.component.platform.http"))
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .hasMessage("bactrian.callbacks=http needs Camel's HTTP server on the class path: add the"
                                + " dependency org.apache.camel.springboot:camel-platform-http-starter, or set"
                                + " bactrian.callbacks=kafka"));
    }

    @Test
    void takesTheLongFormBesideOtherSettingsOfCallbacks() {
        for (String kafka : List.of("bactrian.callbacks=kafka", "bactrian.callbacks.transport=kafka")) {
            configured
                    .withPropertyValues(kafka, "bactrian.callbacks.topic=commands", "bactrian.callbacks.threads=3")
                    .run(context -> {
                        assertThat(context.getBean(BactrianSagaService.class).callbacks())
                                .containsEntry("topic", "commands");
                        assertThat(context.getBean(BactrianProperties.class)
                                        .getCallbacks()
                                        .getThreads())
                                .isEqualTo(3);
                    });
        }
    }

    @Test
    void findsTheBrokerWhereSpringOrElseCamelDoes() {
        WebApplicationContextRunner camelOnly = configured
                .withConfiguration(AutoConfigurations.of(KafkaAutoConfiguration.class))
                .withPropertyValues("camel.component.kafka.brokers=camel:9092");

        camelOnly.run(context -> assertThat(serversOf(context)).containsOnly("camel:9092"));
        camelOnly
                .withPropertyValues("spring.kafka.bootstrap-servers=spring:9092")
                .run(context -> assertThat(serversOf(context)).containsOnly(List.of("spring:9092")));
    }

    private static List<Object> serversOf(ApplicationContext context) {
        KafkaConnection connection = context.getBean(KafkaConnection.class);
        return Stream.of(connection.consumer(), connection.producer(), connection.admin())
                .map(properties -> properties.get("bootstrap.servers"))
                .toList();
    }

    @Configuration
    static class OwnParts {

        static final CurrentTrace TRACE = Map::of;
        static final HealthIndicator HEALTH = () -> Health.up().build();
        static final ComponentCustomizer ANSWERS =
                ComponentCustomizer.forType(PlatformHttpComponent.class, component -> {});

        @Bean
        CurrentTrace ownTrace() {
            return TRACE;
        }

        @Bean
        HealthIndicator bactrianHealthIndicator() {
            return HEALTH;
        }

        @Bean
        ComponentCustomizer bactrianQuietAnswers() {
            return ANSWERS;
        }
    }

    @Configuration
    static class OwnService {

        @Bean
        CamelSagaService ownSagaService() {
            return new InMemorySagaService();
        }
    }
}
