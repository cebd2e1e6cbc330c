package io.bactrian.starter.autoconfigure;

import io.bactrian.starter.saga.BactrianSagaService;
import java.net.URI;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.web.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Warns when callbacks will not arrive: {@code camel.lra.local-participant-url} names this machine, but another port than
 * the one this application listens on. Without the warning it would be seen only when something has to be compensated.
 */
@AutoConfiguration(after = BactrianAutoConfiguration.class)
@ConditionalOnBean(BactrianSagaService.class)
class CallbackPortAutoConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(CallbackPortAutoConfiguration.class);
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    @Bean
    ApplicationListener<WebServerInitializedEvent> bactrianCallbackPortCheck(
            CamelLraProperties lra, BactrianProperties bactrian, Environment environment) {
        return event -> {
            if (Settings.via(bactrian, environment) == CallbackVia.HTTP
                    && event.getApplicationContext().getServerNamespace() == null
                    && lra.getLocalParticipantUrl() != null) {
                check(
                        URI.create(lra.getLocalParticipantUrl().strip()),
                        event.getWebServer().getPort());
            }
        };
    }

    private static void check(URI url, int listening) {
        int port = url.getPort() != -1 ? url.getPort() : "https".equals(url.getScheme()) ? 443 : 80;
        if (url.getHost() != null && THIS_MACHINE.contains(url.getHost()) && port != listening) {
            LOG.warn(
                    "camel.lra.local-participant-url is {}, but this application listens on port {}: unless something"
                            + " forwards one to the other, no compensation and no completion will arrive",
                    url,
                    listening);
        }
    }
}
