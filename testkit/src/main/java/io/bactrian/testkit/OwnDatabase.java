package io.bactrian.testkit;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.io.ResourceLoader;

/**
 * Tells whether an application brings a database itself. Spring JDBC, the pool and H2 are no sign of one: they come with
 * this kit as well. Everything else that has to do with databases is.
 */
final class OwnDatabase {

    private static final List<ConfigurationPropertyName> SETTINGS = Stream.of(
                    "spring.datasource", "spring.sql", "spring.jpa", "spring.flyway", "spring.liquibase", "spring.h2")
            .map(ConfigurationPropertyName::of)
            .toList();

    private static final List<String> SCRIPTS =
            List.of("schema.sql", "schema-h2.sql", "data.sql", "data-h2.sql", "db/migration", "db/changelog");

    /** Of libraries that are there for databases only, and may do with the one that Spring Boot makes of H2. */
    private static final List<String> LIBRARIES = List.of(
            "jakarta.persistence.EntityManager",
            "org.springframework.data.jdbc.core.JdbcAggregateTemplate",
            "org.apache.ibatis.session.SqlSession",
            "org.jooq.DSLContext",
            "liquibase.Liquibase");

    private OwnDatabase() {}

    static boolean isThere(ConfigurableEnvironment environment, ResourceLoader resources) {
        return SETTINGS.stream().anyMatch(name -> isSet(environment, name))
                || Stream.concat(SCRIPTS.stream(), classFiles())
                        .anyMatch(path ->
                                resources.getResource("classpath:" + path).exists());
    }

    private static boolean isSet(ConfigurableEnvironment environment, ConfigurationPropertyName name) {
        for (var source : ConfigurationPropertySources.get(environment)) {
            if (source.containsDescendantOf(name) == ConfigurationPropertyState.PRESENT) {
                return true;
            }
        }
        return false;
    }

    private static Stream<String> classFiles() {
        Stream<String> drivers = Arrays.stream(DatabaseDriver.values())
                .filter(driver -> driver != DatabaseDriver.H2)
                .map(DatabaseDriver::getDriverClassName)
                .filter(Objects::nonNull);
        return Stream.concat(drivers, LIBRARIES.stream()).map(type -> type.replace('.', '/') + ".class");
    }
}
