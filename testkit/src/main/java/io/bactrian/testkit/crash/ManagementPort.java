package io.bactrian.testkit.crash;

import java.util.Map;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;

/**
 * The port of an application's management server: any free one, where it has a fixed one. The dead give theirs back late,
 * and the parts of two worlds live at the same time.
 */
final class ManagementPort {

    private static final String MANAGEMENT = "management.server.port";

    private ManagementPort() {}

    static void free(ConfigurableEnvironment environment) {
        String port = environment.getProperty(MANAGEMENT, "");
        if (port.matches("[1-9]\\d*")) {
            String freed = port.equals(fixedPort(environment)) ? "" : "0"; // none is the same as the application's
            environment
                    .getPropertySources()
                    .addFirst(new MapPropertySource("Bactrian crash matrix", Map.of(MANAGEMENT, freed)));
        }
    }

    /** What the application itself says, and not the command line, on which any free one is asked for. */
    private static String fixedPort(ConfigurableEnvironment environment) {
        for (PropertySource<?> source : environment.getPropertySources()) {
            Object port = source.getProperty("server.port");
            if (port != null && !port.equals("0")) {
                return environment.resolvePlaceholders(port.toString());
            }
        }
        return "8080";
    }
}
