package io.bactrian.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.bactrian.coordinator.CoordinatorApplication;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.Resource;
import org.springframework.core.io.UrlResource;

class BroughtAlongTest {

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

    private void load(Resource resource) throws IOException {
        new YamlPropertySourceLoader().load("application", resource).forEach(environment.getPropertySources()::addLast);
    }

    private void hide() {
        BroughtAlong.hideFrom(environment, new DefaultResourceLoader());
    }
}
