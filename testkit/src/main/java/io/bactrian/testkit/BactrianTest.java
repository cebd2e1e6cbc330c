package io.bactrian.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.core.annotation.AliasFor;

/**
 * A test of sagas: the Spring Boot application with its Camel routes, a coordinator in the same JVM on a ledger in memory
 * and a clock that the test turns, and scripted services that are real HTTP servers.
 *
 * <p>Test methods may take a {@link SagaScript}, the {@link EmbeddedCoordinator}, its {@link ManualClock} and the
 * {@link ScriptedServices} as parameters, and so may {@code @BeforeEach} methods. Test classes of the same configuration
 * share the application and all of these through Spring's context cache; every test method sees only the sagas that began
 * in it. They run one after the other, also where tests run in parallel.
 *
 * <p>It sets, unless the test's own {@link #properties} do: {@code server.port} (free, known before the start, because it
 * is part of callback URLs), {@code camel.lra.enabled}, {@code camel.lra.coordinator-url},
 * {@code camel.lra.local-participant-url}, {@code bactrian.callbacks.answer-within} (25 s: a slow machine must not turn a
 * compensation into one that is asked again later), a property with the URL of each service, and a free
 * {@code management.server.port} where the application has a fixed one.
 *
 * <p>Spring JDBC and H2 come onto the test's class path with this kit and are no database of the application. It has one if it
 * sets {@code spring.datasource.*} or the like, has a driver other than H2's, a {@code schema.sql}, migrations, or JPA and its
 * kin; otherwise {@code DataSourceAutoConfiguration} is excluded, so that what needs a database fails here and not in
 * production only. Whoever means Spring Boot's own database in memory, with H2 among the application's dependencies, sets
 * {@code spring.datasource.url=jdbc:h2:mem:test}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@CamelSpringBootTest
@SpringBootTest(webEnvironment = WebEnvironment.DEFINED_PORT)
@ExtendWith(BactrianExtension.class)
@Execution(ExecutionMode.SAME_THREAD)
@ResourceLock("io.bactrian.testkit")
public @interface BactrianTest {

    /**
     * Services to be scripted: {@code "shipping"} is known as {@code http:shipping} in scripts, and its URL is in the
     * property {@code shipping.url}; {@code "shipping=carrier.base-url"} names another property.
     */
    String[] services() default {};

    /** Settings of the coordinator, like {@code bactrian.call-timeout=2s}. */
    String[] coordinator() default {};

    /** Settings of the application, as in {@link SpringBootTest#properties}. */
    @AliasFor(annotation = SpringBootTest.class, attribute = "properties")
    String[] properties() default {};

    /** The application, as in {@link SpringBootTest#classes}; found by its {@code @SpringBootApplication} otherwise. */
    @AliasFor(annotation = SpringBootTest.class, attribute = "classes")
    Class<?>[] classes() default {};
}
