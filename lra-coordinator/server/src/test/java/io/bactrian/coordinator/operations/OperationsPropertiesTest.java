package io.bactrian.coordinator.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OperationsPropertiesTest {

    private static OperationsProperties properties(String baseUrl, String... allowedHosts) {
        return new OperationsProperties(baseUrl, List.of(allowedHosts));
    }

    @Test
    void believesTheHostOfTheBaseUrlAndThoseOfTheListAtAnyPort() {
        OperationsProperties properties = properties("https://LRA.example.org/sagas", "localhost", "[::1]");

        for (String host : List.of("lra.example.org", "lra.example.org:8443", "LOCALHOST:8070", "[::1]:8070")) {
            assertThat(properties.isOurs(host)).as(host).isTrue();
        }
        for (String host : List.of("example.org", "evil.example:8070", "localhost.evil.example", "")) {
            assertThat(properties.isOurs(host)).as(host).isFalse();
        }
    }

    @Test
    void believesTheOriginOfTheBaseUrlWhateverHostAProxySends() {
        OperationsProperties properties = properties("https://LRA.example.org:443/", "coordinator");

        assertThat(properties.isOurOrigin("https://lra.example.org", "coordinator:8070"))
                .isTrue();
        assertThat(properties.isOurOrigin("http://lra.example.org", "coordinator:8070"))
                .isFalse();
        assertThat(properties.isOurOrigin("https://lra.example.org:8443", "coordinator:8070"))
                .isFalse();
        assertThat(properties("http://coordinator:8070").isOurOrigin("http://coordinator:8070", "balancer"))
                .isTrue();
    }

    @Test
    void believesAnOriginThatIsTheHostBeItTheSchemeOfAProxy() {
        OperationsProperties properties = properties(null, "lra.example.org", "localhost");

        assertThat(properties.isOurOrigin("https://lra.example.org", "lra.example.org"))
                .isTrue();
        assertThat(properties.isOurOrigin("http://localhost:8070", "localhost:8070"))
                .isTrue();
        assertThat(properties.isOurOrigin("http://localhost:3000", "localhost:8070"))
                .isFalse();
        assertThat(properties.isOurOrigin("http://evil.example", "evil.example"))
                .isFalse();
        assertThat(properties.isOurOrigin("null", "localhost:8070")).isFalse();
    }
}
