package io.bactrian.participants.payment;

import io.bactrian.participants.journal.StepEffects;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The words of the journal. */
@Configuration(proxyBeanMethods = false)
class Effects {

    @Bean
    StepEffects charge() {
        return new StepEffects("charge-payment", "CHARGE", "REFUND", null);
    }

    @Bean
    StepEffects refund() {
        return new StepEffects("refund-return", "REFUND_RETURN", "CANCEL_REFUND", "SETTLE_REFUND");
    }
}
