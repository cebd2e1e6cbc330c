package io.bactrian.coordinator.lra;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The protocol's beans, and the headers every answer has. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LraProperties.class)
class LraConfiguration {

    private static final int ANSWERING = 4;

    @Bean
    BaseUrl baseUrl(LraProperties properties) {
        return new BaseUrl(properties);
    }

    /** Threads that tell waiting clients how a saga ended; the work is one read from the ledger. */
    @Bean(destroyMethod = "shutdown")
    ExecutorService answering() {
        AtomicInteger number = new AtomicInteger();
        return Executors.newFixedThreadPool(ANSWERING, work -> {
            Thread thread = new Thread(work, "bactrian-answer-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    @Bean
    FilterRegistrationBean<Filter> coordinatorHeaders(ObjectProvider<BuildProperties> build, BaseUrl baseUrl) {
        BuildProperties known = build.getIfAvailable();
        String version = known == null ? "development" : known.getVersion();
        String name = baseUrl.configured();
        Filter filter = (request, response, chain) -> {
            HttpServletResponse answer = (HttpServletResponse) response;
            answer.setHeader("Bactrian-Coordinator", version);
            if (name != null) {
                answer.setHeader("Bactrian-Coordinator-Url", name);
            }
            String spoken = ((HttpServletRequest) request).getHeader("Narayana-LRA-API-version");
            if (spoken != null && spoken.matches("[0-9.]{1,16}")) {
                answer.setHeader("Narayana-LRA-API-version", spoken);
            }
            chain.doFilter(request, response);
        };
        FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(filter);
        registration.addUrlPatterns(BaseUrl.PATH, BaseUrl.PATH + "/*", "/api/*");
        return registration;
    }
}
