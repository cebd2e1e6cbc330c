package io.bactrian.testkit;

import io.bactrian.coordinator.CoordinatorApplication;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.UUID;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.http.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.autoconfigure.web.embedded.EmbeddedWebServerFactoryCustomizerAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.DispatcherServletAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.ServletWebServerFactoryAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.WebMvcAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.error.ErrorMvcAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;

/** The coordinator's controllers as Spring Boot sets them up in the coordinator's own process, pages and metrics apart. */
@Configuration(proxyBeanMethods = false)
@ComponentScan(
        basePackageClasses = CoordinatorApplication.class,
        excludeFilters = {
            @ComponentScan.Filter(type = FilterType.ASSIGNABLE_TYPE, classes = CoordinatorApplication.class),
            @ComponentScan.Filter(
                    type = FilterType.REGEX,
                    pattern = "io\\.bactrian\\.coordinator\\.(console|observe)\\..*")
        })
@ImportAutoConfiguration({
    EmbeddedWebServerFactoryCustomizerAutoConfiguration.class,
    ServletWebServerFactoryAutoConfiguration.class,
    DispatcherServletAutoConfiguration.class,
    WebMvcAutoConfiguration.class,
    ErrorMvcAutoConfiguration.class,
    HttpMessageConvertersAutoConfiguration.class,
    JacksonAutoConfiguration.class,
    DataSourceAutoConfiguration.class,
    SslAutoConfiguration.class
})
class CoordinatorOnSpringBoot {

    /** With the settings of the coordinator's {@code application.yml} that answers depend on. */
    static ConfigurableApplicationContext start(Clock clock) {
        return new SpringApplicationBuilder(CoordinatorOnSpringBoot.class)
                .initializers(starting -> starting.getBeanFactory().registerSingleton("clock", clock))
                .run(
                        "--spring.config.name=none",
                        "--server.port=0",
                        "--server.address=127.0.0.1",
                        "--server.max-http-request-header-size=128KB",
                        "--spring.mvc.formcontent.filter.enabled=false",
                        "--spring.datasource.url=jdbc:h2:mem:boot-" + UUID.randomUUID(),
                        "--bactrian.poll-interval=0ms");
    }

    @Bean
    MeterRegistry meterRegistry() {
        return new SimpleMeterRegistry();
    }
}
