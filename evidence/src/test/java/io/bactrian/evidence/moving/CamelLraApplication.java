package io.bactrian.evidence.moving;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.SagaPropagation;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** What somebody has who uses camel-lra today: this source knows nothing of what it is moved to. */
@SpringBootConfiguration
@EnableAutoConfiguration
public class CamelLraApplication {

    public static void main(String[] args) {
        SpringApplication.run(CamelLraApplication.class, args);
    }

    @Bean
    RouteBuilder routes() {
        return new Orders();
    }

    private static final class Orders extends RouteBuilder {

        private final List<String> journal = new CopyOnWriteArrayList<>();

        // spotless:off
        @Override
        public void configure() {
            from("platform-http:/orders/{orderId}?httpMethodRestrict=PUT").routeId("place-order")
                .doTry()
                    .to("direct:order")
                    .setBody(constant("placed"))
                .doCatch(IllegalStateException.class)
                    .setBody(simple("${exception.message}"))
                .end();

            from("direct:order").routeId("order")
                .saga().compensation("direct:cancel-order").completion("direct:confirm-order").option("orderId", header("orderId"))
                    .process(note("order"))
                    .to("direct:reserve")
                    .to("direct:pay");
            from("direct:reserve").routeId("reserve")
                .saga().propagation(SagaPropagation.MANDATORY).compensation("direct:release").option("orderId", header("orderId"))
                    .process(note("reserve"));
            from("direct:pay").routeId("pay")
                .saga().propagation(SagaPropagation.MANDATORY).compensation("direct:refund").option("orderId", header("orderId"))
                    .process(note("pay"))
                    .filter(header("orderId").startsWith("declined"))
                        .throwException(new IllegalStateException("declined"));

            from("direct:confirm-order").routeId("confirm-order").process(note("confirm"));
            from("direct:cancel-order").routeId("cancel-order").process(note("cancel"));
            from("direct:release").routeId("release").process(note("release"));
            from("direct:refund").routeId("refund").process(note("refund"));

            from("platform-http:/journal").routeId("journal")
                .process(exchange -> exchange.getMessage().setBody(String.join("\n", journal)));
        }
        // spotless:on

        private Processor note(String what) {
            return exchange -> journal.add(what + " " + exchange.getMessage().getHeader("orderId"));
        }
    }
}
