package io.bactrian.starter.autoconfigure;

import io.bactrian.starter.saga.BactrianSagaService;
import java.time.Clock;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpAutoConfiguration;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpEngine;
import org.apache.camel.saga.CamelSagaService;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/**
 * Gives a Camel application sagas. Backs off for a {@link CamelSagaService} of the user; comes before the one of camel-lra-starter
 * should both be on the class path.
 */
@AutoConfiguration(
        after = {CamelAutoConfiguration.class, SpringBootPlatformHttpAutoConfiguration.class},
        beforeName = "org.apache.camel.service.lra.springboot.LraServiceAutoConfiguration")
@ConditionalOnBean(CamelContext.class)
@ConditionalOnProperty(name = "camel.lra.enabled", matchIfMissing = true)
@EnableConfigurationProperties({CamelLraProperties.class, BactrianProperties.class})
public class BactrianAutoConfiguration {

    @Bean
    @Lazy(false) // it must stand before the first route is built
    @ConditionalOnMissingBean(CamelSagaService.class)
    BactrianSagaService bactrianSagaService(
            CamelContext camel, CamelLraProperties lra, BactrianProperties bactrian, Environment environment)
            throws Exception {
        String application = environment.getProperty("spring.application.name", camel.getName());
        BactrianSagaService service =
                new BactrianSagaService(Settings.from(lra, bactrian, application), Clock.systemUTC());
        int port = environment.getProperty("server.port", Integer.class, 8080);
        // on the web server's own threads: the pool that platform-http shares among all routes has eight, and routes
        // that wait
        // for a saga to close would leave none for the callbacks that close it
        service.install(camel, new SpringBootPlatformHttpEngine(port, Runnable::run));
        return service;
    }
}
