package io.bactrian.starter.actuate;

import io.bactrian.starter.saga.BactrianSagaService;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** One counter for each thing that becomes of callbacks, from the start on: an alert must not wait for the first one. */
class CallbackMeters implements MeterBinder {

    private final BactrianSagaService sagas;

    CallbackMeters(BactrianSagaService sagas) {
        this.sagas = sagas;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        sagas.callbackCounts().forEach((result, count) -> FunctionCounter.builder(
                        "bactrian.callbacks.commands", sagas, counted -> count.getAsLong())
                .description("Commands of the coordinator that came over Kafka, by what became of them")
                .tag("result", result)
                .register(registry));
    }
}
