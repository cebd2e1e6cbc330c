package io.bactrian.coordinator.running;

import io.bactrian.coordinator.CoordinatorApplication;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;

/**
 * The real application over real HTTP. All tests with this annotation share one process and one ledger: each uses
 * business keys of its own. A call that fails twice is parked.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        classes = CoordinatorApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:operators;DB_CLOSE_DELAY=-1",
            "bactrian.poll-interval=20ms",
            "bactrian.retry.initial=10ms",
            "bactrian.retry.max=20ms",
            "bactrian.retry.attempts=2",
            "management.prometheus.metrics.export.enabled=true"
        })
public @interface CoordinatorTest {}
