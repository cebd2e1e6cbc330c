package io.bactrian.testkit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.ErrorPage;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.boot.web.servlet.filter.OrderedCharacterEncodingFilter;
import org.springframework.boot.web.servlet.server.ServletWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.converter.ByteArrayHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.StringHttpMessageConverter;
import org.springframework.http.converter.json.Jackson2ObjectMapperBuilder;
import org.springframework.http.converter.json.MappingJackson2HttpMessageConverter;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.handler.HandlerExceptionResolverComposite;
import org.springframework.web.servlet.mvc.annotation.ResponseStatusExceptionResolver;
import org.springframework.web.servlet.mvc.method.annotation.ExceptionHandlerExceptionResolver;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.servlet.mvc.support.DefaultHandlerExceptionResolver;

/**
 * The web server and as much of Spring MVC as the coordinator's controllers need, set as the coordinator's process has it. What every
 * request is answered must be the same; a test compares the answers.
 */
@Configuration(proxyBeanMethods = false)
class EmbeddedWeb {

    static final String PORT = "server.port";

    private static final int LONGEST_HEADERS = 128 * 1024;

    @Bean
    ServletWebServerFactory webServer(Environment environment) {
        TomcatServletWebServerFactory tomcat =
                new TomcatServletWebServerFactory(environment.getRequiredProperty(PORT, Integer.class));
        tomcat.setAddress(InetAddress.getLoopbackAddress());
        tomcat.addConnectorCustomizers(EmbeddedWeb::takeLongHeaders);
        tomcat.addContextCustomizers(EmbeddedWeb::tellNoStackTrace);
        tomcat.addErrorPages(new ErrorPage(FaultAnswers.PATH));
        return tomcat;
    }

    @Bean
    ServletRegistrationBean<DispatcherServlet> dispatcher(WebApplicationContext context) {
        return new ServletRegistrationBean<>(new DispatcherServlet(context), "/");
    }

    @Bean
    OrderedCharacterEncodingFilter characterEncoding() {
        OrderedCharacterEncodingFilter filter = new OrderedCharacterEncodingFilter();
        filter.setEncoding(StandardCharsets.UTF_8.name());
        filter.setForceRequestEncoding(true);
        return filter;
    }

    @Bean
    ObjectMapper json() {
        return mapper();
    }

    @Bean
    RequestMappingHandlerMapping handlerMapping() {
        return new RequestMappingHandlerMapping();
    }

    @Bean
    RequestMappingHandlerAdapter handlerAdapter(ObjectMapper json) {
        RequestMappingHandlerAdapter adapter = new RequestMappingHandlerAdapter();
        adapter.setMessageConverters(converters(json));
        return adapter;
    }

    @Bean
    HandlerExceptionResolver handlerExceptionResolver(ObjectMapper json, WebApplicationContext context) {
        ExceptionHandlerExceptionResolver byAdvice = new ExceptionHandlerExceptionResolver();
        byAdvice.setMessageConverters(converters(json));
        byAdvice.setApplicationContext(context);
        byAdvice.afterPropertiesSet();
        HandlerExceptionResolverComposite all = new HandlerExceptionResolverComposite();
        all.setExceptionResolvers(
                List.of(byAdvice, new ResponseStatusExceptionResolver(), new DefaultHandlerExceptionResolver()));
        return all;
    }

    @Bean
    FaultAnswers faultAnswers() {
        return new FaultAnswers();
    }

    private static void takeLongHeaders(Connector connector) {
        ((AbstractHttp11Protocol<?>) connector.getProtocolHandler()).setMaxHttpRequestHeaderSize(LONGEST_HEADERS);
    }

    /** Where a request is too broken to be answered by anything else. */
    private static void tellNoStackTrace(Context context) {
        ErrorReportValve valve = new ErrorReportValve();
        valve.setShowServerInfo(false);
        valve.setShowReport(false);
        context.getParent().getPipeline().addValve(valve);
    }

    static ObjectMapper mapper() {
        return Jackson2ObjectMapperBuilder.json()
                .featuresToDisable(
                        SerializationFeature.WRITE_DATES_AS_TIMESTAMPS,
                        SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .build();
    }

    private static List<HttpMessageConverter<?>> converters(ObjectMapper json) {
        return List.of(
                new ByteArrayHttpMessageConverter(),
                new StringHttpMessageConverter(StandardCharsets.UTF_8),
                new MappingJackson2HttpMessageConverter(json));
    }
}
