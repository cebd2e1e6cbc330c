package io.bactrian.starter.autoconfigure;

import io.bactrian.starter.callback.CallbackTransport;
import io.bactrian.starter.callback.CallbackUrls;
import io.bactrian.starter.callback.HttpCallbacks;
import io.bactrian.starter.saga.SagaSettings;
import java.util.Objects;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpEngine;
import org.apache.camel.http.base.HttpHeaderFilterStrategy;
import org.apache.camel.spi.ComponentCustomizer;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** What an application needs that speaks HTTP: callbacks over it, and answers without the headers of sagas. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({PlatformHttpComponent.class, SpringBootPlatformHttpEngine.class, HttpHeaderFilterStrategy.class})
class HttpCallbackConfiguration {

    @Bean
    TransportFactory bactrianCallbacksOverHttp(Environment environment) {
        return new OverHttp(environment.getProperty("server.port", Integer.class, 8080));
    }

    @Bean
    @ConditionalOnMissingBean(name = "bactrianQuietAnswers")
    static ComponentCustomizer bactrianQuietAnswers() {
        return new QuietAnswers();
    }

    private record OverHttp(int port) implements TransportFactory {

        @Override
        public CallbackVia via() {
            return CallbackVia.HTTP;
        }

        @Override
        public CallbackTransport create(SagaSettings settings) {
            // on the web server's own threads: the pool that platform-http shares among all routes has eight, and
            // routes that wait for a saga to close would leave none for the callbacks that close it
            return new HttpCallbacks(
                    CallbackUrls.of(
                            Objects.requireNonNull(settings.participantUrl()), settings.participantContextPath()),
                    new SpringBootPlatformHttpEngine(port, Runnable::run));
        }
    }
}
