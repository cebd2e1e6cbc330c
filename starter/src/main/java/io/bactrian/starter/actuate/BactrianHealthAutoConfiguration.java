package io.bactrian.starter.actuate;

import io.bactrian.starter.autoconfigure.BactrianAutoConfiguration;
import io.bactrian.starter.saga.BactrianSagaService;
import org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The health of the way to the coordinator, where actuator is on the class path. */
@AutoConfiguration(after = BactrianAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
public class BactrianHealthAutoConfiguration {

    // on the method: a condition of a class that is not there cannot even be asked
    @Bean
    @ConditionalOnEnabledHealthIndicator("bactrian")
    @ConditionalOnBean(BactrianSagaService.class)
    @ConditionalOnMissingBean(name = "bactrianHealthIndicator")
    HealthIndicator bactrianHealthIndicator(BactrianSagaService sagas) {
        return new BactrianHealthIndicator(sagas);
    }
}
