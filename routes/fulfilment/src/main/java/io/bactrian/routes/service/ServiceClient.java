package io.bactrian.routes.service;

import org.apache.camel.Ordered;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.spi.ComponentCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The HTTP client of all steps: every call ends in time, and nothing but the step's own rule repeats one. */
@Configuration(proxyBeanMethods = false)
class ServiceClient {

    /** One application calls four services, and every order in progress holds at most one connection. */
    private static final int MOST_CONNECTIONS = 512;

    /** Last in order: the starter's own customizer writes its defaults, three minutes among them. */
    @Bean
    ComponentCustomizer serviceCalls(StepLimits limits) {
        return ComponentCustomizer.builder(HttpComponent.class)
                .withOrder(Ordered.LOWEST)
                .build((name, http) -> {
                    long callTimeout = limits.callTimeout().toMillis();
                    http.setConnectTimeout(limits.connectTimeout().toMillis());
                    http.setConnectionRequestTimeout(callTimeout);
                    http.setResponseTimeout(callTimeout);
                    http.setSoTimeout(callTimeout);
                    http.setAutomaticRetriesDisabled(true);
                    http.setCookieManagementDisabled(true);
                    // answers are bodies to a route; their headers must not travel on to the next service or to the
                    // caller
                    http.setSkipResponseHeaders(true);
                    http.setConnectionsPerRoute(MOST_CONNECTIONS);
                    http.setMaxTotalConnections(MOST_CONNECTIONS);
                });
    }
}
