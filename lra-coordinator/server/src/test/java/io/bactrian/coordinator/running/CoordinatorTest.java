package io.bactrian.coordinator.running;

import io.bactrian.coordinator.CoordinatorApplication;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;

/**
 * The real application over real HTTP. All tests with this annotation share one process and one ledger: each uses
 * business keys of its own. A call that fails twice is parked. The flow "insurance" is declared, and its events come
 * from the tests instead of a broker.
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
            "management.prometheus.metrics.export.enabled=true",
            "bactrian.flows.insurance.topics=quotes,policies,invoices,notifications",
            "bactrian.flows.insurance.events=QuoteApproved,PolicyCreated,InvoiceCreated,InvoiceFailed,NotificationSent,"
                    + "PolicyCancelled,QuoteReopened",
            "bactrian.flows.insurance.begins-with=QuoteApproved",
            "bactrian.flows.insurance.expect[0].after=QuoteApproved",
            "bactrian.flows.insurance.expect[0].one-of=PolicyCreated",
            "bactrian.flows.insurance.expect[0].within=30s",
            "bactrian.flows.insurance.expect[1].after=PolicyCreated",
            "bactrian.flows.insurance.expect[1].one-of=InvoiceCreated,InvoiceFailed",
            "bactrian.flows.insurance.expect[1].within=30s",
            "bactrian.flows.insurance.expect[2].after=InvoiceCreated",
            "bactrian.flows.insurance.expect[2].one-of=NotificationSent",
            "bactrian.flows.insurance.expect[2].within=30s",
            "bactrian.flows.insurance.expect[3].after=InvoiceFailed",
            "bactrian.flows.insurance.expect[3].one-of=PolicyCancelled",
            "bactrian.flows.insurance.expect[3].within=30s",
            "bactrian.flows.insurance.expect[4].after=PolicyCancelled",
            "bactrian.flows.insurance.expect[4].one-of=QuoteReopened",
            "bactrian.flows.insurance.expect[4].within=30s",
            "bactrian.flows.insurance.ends-with.done=NotificationSent",
            "bactrian.flows.insurance.ends-with.compensated=QuoteReopened"
        })
public @interface CoordinatorTest {}
