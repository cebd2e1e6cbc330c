package io.bactrian.participants.http;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

@AutoConfiguration
class HttpAutoConfiguration {

    @Bean
    FaultAnswers faultAnswers() {
        return new FaultAnswers();
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
}
