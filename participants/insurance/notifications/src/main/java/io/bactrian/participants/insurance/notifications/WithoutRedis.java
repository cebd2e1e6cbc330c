package io.bactrian.participants.insurance.notifications;

import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.support.locks.DefaultLockRegistry;
import org.springframework.integration.support.locks.LockRegistry;

/** Each replica remembers for itself. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "notifications.redis.enabled", havingValue = "false", matchIfMissing = true)
class WithoutRedis {

    private static final int REMEMBERED = 10_000;

    @Bean
    IdempotentRepository seen() {
        return MemoryIdempotentRepository.memoryIdempotentRepository(REMEMBERED);
    }

    @Bean
    LockRegistry locks() {
        return new DefaultLockRegistry();
    }
}
