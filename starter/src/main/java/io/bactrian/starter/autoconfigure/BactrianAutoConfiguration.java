package io.bactrian.starter.autoconfigure;

import io.bactrian.starter.callback.CallbackTransport;
import io.bactrian.starter.saga.BactrianSagaService;
import io.bactrian.starter.saga.CurrentTrace;
import io.bactrian.starter.saga.SagaSettings;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import java.time.Clock;
import org.apache.camel.CamelContext;
import org.apache.camel.saga.CamelSagaService;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/**
 * Gives a Camel application sagas. Backs off for a {@link CamelSagaService} of the user; comes before the one of camel-lra-starter
 * should both be on the class path.
 */
@AutoConfiguration(
        after = CamelAutoConfiguration.class,
        // by name: neither needs to be on the class path
        afterName = {
            "org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpAutoConfiguration",
            "org.springframework.boot.autoconfigure.kafka.KafkaAutoConfiguration"
        },
        beforeName = "org.apache.camel.service.lra.springboot.LraServiceAutoConfiguration")
@ConditionalOnBean(CamelContext.class)
@ConditionalOnProperty(name = "camel.lra.enabled", matchIfMissing = true)
@EnableConfigurationProperties({CamelLraProperties.class, BactrianProperties.class})
@Import({HttpCallbackConfiguration.class, KafkaConfiguration.class})
public class BactrianAutoConfiguration {

    @Bean
    @Lazy(false) // it must stand before the first route is built
    @ConditionalOnMissingBean(CamelSagaService.class)
    BactrianSagaService bactrianSagaService(
            CamelContext camel,
            CamelLraProperties lra,
            BactrianProperties bactrian,
            ObjectProvider<TransportFactory> transports,
            ObjectProvider<CurrentTrace> trace,
            Environment environment)
            throws Exception {
        CallbackVia via = Settings.via(bactrian, environment);
        String application = Settings.application(bactrian, environment, camel);
        Settings.warnOfNoName(application, camel);
        SagaSettings settings = Settings.from(lra, bactrian, via, application, ParticipantUrl.servedBelow(environment));
        CallbackTransport transport = transports.stream()
                .filter(one -> one.via() == via)
                .findAny()
                .orElseThrow(() -> Settings.missingLibrary(via))
                .create(settings);
        BactrianSagaService service =
                new BactrianSagaService(settings, Clock.systemUTC(), trace.getIfAvailable(() -> CurrentTrace.NONE));
        service.install(camel, transport);
        return service;
    }

    @Bean
    static ConfigurationPropertiesBindHandlerAdvisor bactrianCallbackShortForm() {
        return new CallbackShortForm();
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(W3CTraceContextPropagator.class)
    static class WithOpenTelemetry {

        @Bean
        @ConditionalOnMissingBean(CurrentTrace.class)
        CurrentTrace bactrianCurrentTrace() {
            return new OpenTelemetryTrace();
        }
    }
}
