package io.bactrian.participants.http;

import io.bactrian.starter.client.CoordinatorException;
import java.util.List;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@AutoConfiguration
class HttpAutoConfiguration {

    @Bean
    FaultAnswers faultAnswers(List<FaultReader> readers) {
        return new FaultAnswers(readers);
    }

    @Bean
    ServiceFaults serviceFaults() {
        return new ServiceFaults();
    }

    @Bean
    AnswerRoute answerRoute() {
        return new AnswerRoute();
    }

    /** Put to use by {@code camel.component.platform-http.header-filter-strategy=#answerHeaders}. */
    @Bean
    AnswerHeaders answerHeaders() {
        return new AnswerHeaders();
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(CoordinatorException.class)
    static class WithBactriansStarter {

        @Bean
        SagaStarterFaults sagaStarterFaults() {
            return new SagaStarterFaults();
        }
    }
}
