package io.bactrian.participants.insurance.notifications;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import java.time.Duration;
import org.apache.camel.component.redis.processor.idempotent.SpringRedisStringIdempotentRepository;
import org.apache.camel.spi.IdempotentRepository;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.data.redis.LettuceClientOptionsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.integration.redis.util.RedisLockRegistry;
import org.springframework.integration.support.locks.LockRegistry;

/** Replicas share what was seen and who is at it. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("notifications.redis.enabled")
class WithRedis {

    /** Longer than Kafka keeps an event by default. */
    private static final Duration REMEMBERED = Duration.ofDays(8);

    /** After this time the lock of a replica that died is free. */
    private static final Duration LOCKED = Duration.ofSeconds(30);

    @Bean
    IdempotentRepository seen(StringRedisTemplate redis) {
        var repository = new SpringRedisStringIdempotentRepository(redis, "notifications");
        repository.setExpiry(REMEMBERED.toSeconds());
        return new SeenEvents(repository);
    }

    @Bean(destroyMethod = "destroy")
    LockRegistry locks(RedisConnectionFactory redis) {
        return new RedisLockRegistry(redis, "notifications-locks", LOCKED.toMillis());
    }

    /** While Redis is away each call is told so at once, instead of waiting for it. */
    @Bean
    LettuceClientOptionsBuilderCustomizer refuseWhileAway() {
        return (ClientOptions.Builder options) -> options.disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS);
    }
}
