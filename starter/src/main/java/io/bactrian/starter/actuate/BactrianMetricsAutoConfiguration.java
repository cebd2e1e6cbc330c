package io.bactrian.starter.actuate;

import io.bactrian.starter.autoconfigure.BactrianAutoConfiguration;
import io.bactrian.starter.saga.BactrianSagaService;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** What becomes of callbacks, as meters, where Micrometer is on the class path. */
@AutoConfiguration(after = BactrianAutoConfiguration.class)
@ConditionalOnClass(MeterBinder.class)
public class BactrianMetricsAutoConfiguration {

    @Bean
    @ConditionalOnBean(BactrianSagaService.class)
    @ConditionalOnMissingBean(name = "bactrianCallbackMeters")
    MeterBinder bactrianCallbackMeters(BactrianSagaService sagas) {
        return new CallbackMeters(sagas);
    }
}
