package io.bactrian.starter.actuate;

import io.bactrian.starter.client.CoordinatorException;
import io.bactrian.starter.saga.BactrianSagaService;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;

/** Down when the coordinator does not answer, or steps cannot work for another reason; shows how many decisions wait for it, and what sagas will miss here. */
class BactrianHealthIndicator extends AbstractHealthIndicator {

    private final BactrianSagaService sagas;

    BactrianHealthIndicator(BactrianSagaService sagas) {
        super("cannot check the way to the coordinator");
        this.sagas = sagas;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        builder.withDetail("coordinator", sagas.coordinator().coordinator().base())
                .withDetail("unansweredDecisions", sagas.unansweredDecisions());
        if (!sagas.callbacks().isEmpty()) {
            builder.withDetail("callbacks", sagas.callbacks());
        }
        // a detail and no more: an application that is taken out of service undoes even less
        if (!sagas.missingEndpoints().isEmpty()) {
            builder.withDetail("missingEndpoints", sagas.missingEndpoints());
        }
        try {
            sagas.coordinator().ping();
            builder.up()
                    .withDetail("engine", sagas.coordinator().engine().name().toLowerCase(Locale.ROOT));
        } catch (CoordinatorException e) {
            builder.down().withDetail("error", String.valueOf(e.getMessage()));
        }
        List<String> faults = sagas.faults();
        if (!faults.isEmpty()) {
            builder.down().withDetail("faults", faults);
        }
    }
}
