package io.bactrian.participants.insurance.notifications;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.support.locks.LockRegistry;

@Configuration(proxyBeanMethods = false)
class KeyLocks {

    @Bean("one-at-a-time")
    OneAtATime oneAtATime(LockRegistry locks) {
        return new OneAtATime(locks);
    }
}
