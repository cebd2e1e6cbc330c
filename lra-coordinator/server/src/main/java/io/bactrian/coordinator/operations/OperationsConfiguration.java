package io.bactrian.coordinator.operations;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bactrian.coordinator.flows.FlowInquiry;
import io.bactrian.coordinator.ledger.Figures;
import io.bactrian.coordinator.ledger.Ledger;
import io.bactrian.coordinator.ledger.SagaHistory;
import io.bactrian.coordinator.ledger.SagaSearch;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** The operators' services. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(OperationsProperties.class)
class OperationsConfiguration {

    @Bean
    SagaInquiry sagaInquiry(Ledger ledger, SagaSearch search, FlowInquiry flows, DataSource dataSource) {
        JdbcTemplate jdbc = new JdbcTemplate(dataSource);
        return new SagaInquiry(ledger, search, new SagaHistory(jdbc), new Figures(jdbc), flows);
    }

    @Bean
    OperatorRequests operatorRequests() {
        return new OperatorRequests();
    }

    @Bean
    FilterRegistrationBean<ForeignPages> foreignPages(OperationsProperties properties, ObjectMapper json) {
        return new FilterRegistrationBean<>(new ForeignPages(properties, json));
    }
}
