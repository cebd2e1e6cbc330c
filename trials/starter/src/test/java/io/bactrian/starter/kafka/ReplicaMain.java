package io.bactrian.starter.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;

/**
 * A replica in a process of its own, so that it can be killed. It takes orders from a topic, fails every one of them, and writes what it
 * undoes into a folder; while there is a file named {@code hold} there, it does not come to the end of that.
 */
final class ReplicaMain {

    private ReplicaMain() {}

    public static void main(String[] args) {
        new SpringApplicationBuilder(App.class).run(args);
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class App {

        @Bean
        RouteBuilder routes() {
            Path folder = Path.of(System.getProperty("folder"));
            return new RouteBuilder() {
                // spotless:off
                @Override
                public void configure() {
                    // a killed replica may not have committed the order; nobody else is to take it again meanwhile
                    from("kafka:{{spring.application.name}}.orders?groupId={{spring.application.name}}&autoOffsetReset=earliest&sessionTimeoutMs=300000").routeId("order")
                        .saga().compensation("direct:undo").option("orderId", body())
                        .throwException(new IllegalStateException("undo me"));
                    from("direct:undo").routeId("undo")
                        .process(exchange -> write(folder, "begun", exchange))
                        .loopDoWhile(exchange -> Files.exists(folder.resolve("hold"))).delay(50).end().end()
                        .process(exchange -> write(folder, "ended", exchange));
                }
                // spotless:on
            };
        }

        private static void write(Path folder, String what, Exchange exchange) throws IOException {
            String line = what + " " + exchange.getIn().getHeader("orderId") + " "
                    + ProcessHandle.current().pid() + "\n";
            Files.writeString(folder.resolve("journal"), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }
}
