package io.bactrian.participants.journal;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bactrian.starter.barrier.OnceListener;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.autoconfigure.transaction.TransactionManagerCustomizers;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionManager;

@AutoConfiguration(
        after = DataSourceAutoConfiguration.class,
        before = DataSourceTransactionManagerAutoConfiguration.class)
class JournalAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }

    /** As Spring Boot makes it, but for files of H2. */
    @Bean
    @ConditionalOnMissingBean(TransactionManager.class)
    JdbcTransactionManager transactionManager(
            DataSource dataSource,
            @Value("${spring.datasource.url:}") String url,
            ObjectProvider<TransactionManagerCustomizers> customizers) {
        JdbcTransactionManager manager = OneWriterAtATime.isWanted(url)
                ? new OneWriterAtATime(dataSource)
                : new JdbcTransactionManager(dataSource);
        customizers.ifAvailable(all -> all.customize(manager));
        return manager;
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
