package io.bactrian.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.coordinator.CoordinatorApplication;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.Resource;
import org.springframework.core.io.UrlResource;

class BroughtAlongTest {

    private static final String DATA_SOURCE = "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration";

    private final StandardEnvironment environment = new StandardEnvironment();

    @Test
    void anApplicationDoesNotGetTheCoordinatorsSettings() throws Exception {
        URL ofTheCoordinator = URI.create(CoordinatorApplication.class
                        .getResource("CoordinatorApplication.class")
                        .toString()
                        .replace("io/bactrian/coordinator/CoordinatorApplication.class", "application.yml"))
                .toURL();
        load(new UrlResource(ofTheCoordinator));
        assertThat(environment.getProperty("spring.datasource.url")).startsWith("jdbc:h2:file:");

        hide();

        assertThat(environment.getProperty("spring.datasource.url")).isNull();
    }

    @Test
    void anApplicationKeepsItsOwn() throws Exception {
        load(new ClassPathResource("application.yml"));

        hide();

        assertThat(environment.getProperty("spring.application.name")).isEqualTo("shop");
    }

    @Test
    void anApplicationWithoutMigrationsGetsNone() {
        hide();

        assertThat(environment.getProperty("spring.flyway.enabled")).isEqualTo("false");
    }

    @Test
    void anApplicationThatSpeaksOfFlywayHasIt() {
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource("own", Map.of("spring.flyway.locations", "classpath:own")));

        hide();

        assertThat(environment.getProperty("spring.flyway.enabled")).isNull();
    }

    @Test
    void anApplicationWithoutADatabaseGetsNone() {
        hide();

        assertThat(environment.getProperty("spring.autoconfigure.exclude")).isEqualTo(DATA_SOURCE);
        assertThat(BroughtAlong.hasNoDatabase(environment)).isTrue();
    }

    @Test
    void whatAnApplicationExcludesItselfStaysExcluded() {
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "own",
                        Map.of("spring.autoconfigure.exclude[0]", "a.B", "spring.autoconfigure.exclude[1]", "c.D")));

        hide();

        assertThat(environment.getProperty("spring.autoconfigure.exclude")).isEqualTo("a.B,c.D," + DATA_SOURCE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spring.datasource.url",
                "SPRING_DATASOURCE_URL",
                "spring.datasource.hikari.maximum-pool-size",
                "spring.jpa.hibernate.ddl-auto",
                "spring.sql.init.mode",
                "spring.flyway.url"
            })
    void anApplicationThatSpeaksOfItsDatabaseHasIt(String name) {
        Map<String, Object> settings = Map.of(name, "x");
        environment
                .getPropertySources()
                .addFirst(
                        name.contains("_")
                                ? new SystemEnvironmentPropertySource(
                                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, settings)
                                : new MapPropertySource("own", settings));

        hide();

        assertThat(environment.getProperty("spring.autoconfigure.exclude")).isNull();
        assertThat(BroughtAlong.hasNoDatabase(environment)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org/postgresql/Driver.class",
                "org/hsqldb/jdbc/JDBCDriver.class",
                "jakarta/persistence/EntityManager.class",
                "schema.sql",
                "db/migration"
            })
    void anApplicationHasADatabaseIfItBringsWhatIsForDatabasesOnly(String path) {
        BroughtAlong.hideFrom(environment, new DefaultResourceLoader(new With(path)));

        assertThat(environment.getProperty("spring.autoconfigure.exclude")).isNull();
    }

    /** A class path with one more thing on it. */
    private static final class With extends ClassLoader {

        private final String path;

        With(String path) {
            super(BroughtAlongTest.class.getClassLoader());
            this.path = path;
        }

        @Override
        public URL getResource(String name) {
            return super.getResource(name.equals(path) ? "application.yml" : name);
        }
    }

    private void load(Resource resource) throws IOException {
        new YamlPropertySourceLoader().load("application", resource).forEach(environment.getPropertySources()::addLast);
    }

    private void hide() {
        BroughtAlong.hideFrom(environment, new DefaultResourceLoader());
    }
}
