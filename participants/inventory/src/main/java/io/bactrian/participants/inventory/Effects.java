package io.bactrian.participants.inventory;

import io.bactrian.participants.journal.StepEffects;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The words of the journal. */
@Configuration(proxyBeanMethods = false)
class Effects {

    @Bean
    StepEffects reserve() {
        return new StepEffects("reserve-stock", "RESERVE", "RELEASE", "CONFIRM");
    }

    @Bean
    StepEffects restock() {
        return new StepEffects("restock-return", "RECEIVE", "SEND_BACK", "SHELVE");
    }
}
