package io.bactrian.participants.journal;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bactrian.starter.barrier.OnceListener;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

@AutoConfiguration
class JournalAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    Transactions transactions(PlatformTransactionManager manager) {
        return new Transactions(manager);
    }

    @Bean
    Journal journal(JdbcClient jdbc, Clock clock) {
        return new Journal(jdbc, clock);
    }

    @Bean
    Guard guard(JdbcClient jdbc, Journal journal, ObjectMapper json, Transactions transactions) {
        return new Guard(jdbc, journal, json, transactions);
    }

    @Bean
    JournalRoutes journalRoutes(Journal journal) {
        return new JournalRoutes(journal);
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(OnceListener.class)
    static class WithBactriansStarter {

        @Bean
        StepJournal stepJournal(Journal journal, ObjectProvider<StepEffects> effects) {
            return new StepJournal(journal, effects.orderedStream().toList());
        }
    }
}
