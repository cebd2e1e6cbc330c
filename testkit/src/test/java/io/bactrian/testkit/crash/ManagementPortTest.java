package io.bactrian.testkit.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class ManagementPortTest {

    @Test
    void isAnyFreeOneWhereItWasFixed() {
        assertThat(portOf(Map.of("management.server.port", "8081"))).isEqualTo("0");
        assertThat(portOf(Map.of("server.port", "9000", "management.server.port", "8080")))
                .isEqualTo("0");
    }

    @Test
    void staysThatOfTheApplicationWhereItWas() {
        assertThat(portOf(Map.of("server.port", "9000", "management.server.port", "9000")))
                .isEmpty();
        assertThat(portOf(Map.of("management.server.port", "8080"))).isEmpty();
    }

    @Test
    void staysNoneWhereThereWasNone() {
        assertThat(portOf(Map.of())).isNull();
        assertThat(portOf(Map.of("management.server.port", "-1"))).isEqualTo("-1");
    }

    private static String portOf(Map<String, Object> ofTheApplication) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addLast(new MapPropertySource("application", ofTheApplication));
        environment.getPropertySources().addFirst(new MapPropertySource("command line", Map.of("server.port", "0")));

        ManagementPort.free(environment);

        return environment.getProperty("management.server.port");
    }
}
