package io.bactrian.testkit;

import io.bactrian.coordinator.CoordinatorApplication;
import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;

/**
 * What comes onto the class path of an application only because its tests use this kit, and must not change the
 * application: the coordinator's {@code application.yml}, Flyway, and the database that Spring Boot would make of H2.
 */
public final class BroughtAlong {

    /** Why there is no database, and what to do about it. */
    static final String NO_DATABASE = "spring-boot-starter-jdbc and H2 are on the class path of this test because"
            + " bactrian-testkit brings them, so it gives the application no DataSource. Whoever has a database says so:"
            + " with spring.datasource.url and a driver in the application, or, where Spring Boot's database in memory is"
            + " meant, with @BactrianTest(properties = \"spring.datasource.url=jdbc:h2:mem:test\")";

    private static final Logger LOG = LoggerFactory.getLogger(BroughtAlong.class);
    private static final String NO_DATABASE_SOURCE = "Bactrian Test Without A Database";
    private static final String EXCLUDE = "spring.autoconfigure.exclude";
    private static final String COORDINATOR = jarOf(CoordinatorApplication.class);

    private BroughtAlong() {}

    /** Leaves the application the environment that it has without this kit. */
    public static void hideFrom(ConfigurableEnvironment environment, ResourceLoader resources) {
        List<String> foreign = environment.getPropertySources().stream()
                .filter(BroughtAlong::isOfTheCoordinator)
                .map(PropertySource::getName)
                .toList();
        foreign.forEach(environment.getPropertySources()::remove);
        if (!OwnDatabase.isThere(environment, resources)) {
            giveNone(environment);
        }
        if (!resources.getResource("classpath:db/migration").exists() && !speaksOfFlyway(environment)) {
            environment
                    .getPropertySources()
                    .addLast(new MapPropertySource("Bactrian Test Defaults", Map.of("spring.flyway.enabled", "false")));
        }
    }

    /** What the application excludes itself stays excluded: the setting that comes first is the only one that counts. */
    private static void giveNone(ConfigurableEnvironment environment) {
        List<String> excluded = new ArrayList<>(Binder.get(environment)
                .bind(EXCLUDE, Bindable.listOf(String.class))
                .orElse(List.of()));
        excluded.add(DataSourceAutoConfiguration.class.getName());
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(NO_DATABASE_SOURCE, Map.of(EXCLUDE, String.join(",", excluded))));
        LOG.info("The application has no database of its own: {}", NO_DATABASE);
    }

    /** The application was given none. */
    static boolean hasNoDatabase(Environment environment) {
        return environment instanceof ConfigurableEnvironment known
                && known.getPropertySources().contains(NO_DATABASE_SOURCE);
    }

    private static boolean speaksOfFlyway(ConfigurableEnvironment environment) {
        return environment.getPropertySources().stream()
                .filter(EnumerablePropertySource.class::isInstance)
                .flatMap(source -> List.of(((EnumerablePropertySource<?>) source).getPropertyNames()).stream())
                .anyMatch(name -> name.startsWith("spring.flyway."));
    }

    /** An application without an {@code application.yml} of its own finds the coordinator's. */
    private static boolean isOfTheCoordinator(PropertySource<?> source) {
        if (!(source instanceof EnumerablePropertySource<?> known) || known.getPropertyNames().length == 0) {
            return false;
        }
        Origin origin = OriginLookup.getOrigin(source, known.getPropertyNames()[0]);
        return origin instanceof TextResourceOrigin text && isInCoordinator(text.getResource());
    }

    private static boolean isInCoordinator(@Nullable Resource resource) {
        try {
            return resource != null && resource.getURL().toString().startsWith(COORDINATOR);
        } catch (IOException e) {
            return false; // not a file on the class path
        }
    }

    private static String jarOf(Class<?> type) {
        String path = type.getName().replace('.', '/') + ".class";
        URL url = type.getResource("/" + path);
        if (url == null) {
            throw new IllegalStateException(type.getName() + " is not on the class path it was loaded from");
        }
        String text = url.toString();
        return text.substring(0, text.length() - path.length());
    }
}
