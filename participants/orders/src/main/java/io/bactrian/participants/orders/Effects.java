package io.bactrian.participants.orders;

import io.bactrian.participants.journal.StepEffects;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The words of the journal. */
@Configuration(proxyBeanMethods = false)
class Effects {

    @Bean
    StepEffects confirm() {
        return new StepEffects("confirm-order", "CONFIRM_ORDER", "WITHDRAW", null);
    }

    @Bean
    StepEffects validate() {
        return new StepEffects("validate-return", "ACCEPT_RETURN", "DROP_RETURN", "COMPLETE_RETURN");
    }
}
