package io.bactrian.routes.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.routes.RoutesTest;
import org.apache.camel.CamelContext;
import org.apache.camel.component.http.HttpComponent;
import org.junit.jupiter.api.Test;

class ServiceClientTest extends RoutesTest {

    @Test
    void limitsEveryCallAndRepeatsNone() {
        HttpComponent http = application.getBean(CamelContext.class).getComponent("http", HttpComponent.class);

        assertThat(http.getConnectTimeout()).isEqualTo(1000);
        assertThat(http.getConnectionRequestTimeout()).isEqualTo(20_000);
        assertThat(http.getResponseTimeout()).isEqualTo(20_000);
        assertThat(http.getSoTimeout()).isEqualTo(20_000);
        assertThat(http.isAutomaticRetriesDisabled()).isTrue();
        assertThat(http.isCookieManagementDisabled()).isTrue();
        assertThat(http.isSkipResponseHeaders()).isTrue();
    }
}
