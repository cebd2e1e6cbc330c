package io.bactrian.routes.returns;

import static io.bactrian.routes.service.Services.CALL;
import static io.bactrian.routes.service.Services.MAY_NOT_FIND;
import static io.bactrian.routes.service.Services.MAY_REFUSE_INPUT;
import static org.apache.camel.Exchange.HTTP_PATH;

import io.bactrian.routes.service.FailureReason;
import io.bactrian.routes.service.InvalidInput;
import io.bactrian.routes.service.Refusal;
import java.util.Map;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** What the orders service is told and asked about a return around its saga. */
@Component
class ReturnBook extends RouteBuilder {

    @Override
    public void configure() {
        // spotless:off
        from("direct:open-return").routeId("open-return").routeConfigurationId(CALL)
            .setBody(variable("return")).marshal().json()
            .to("{{orders.url}}/returns?httpMethod=POST&" + MAY_REFUSE_INPUT)
            .process(InvalidInput::check).process(Refusal::check)
            .to("direct:read-return");

        // if this fails the return is undone all the same; it may then be asked for again
        from("direct:record-return-refusal").routeId("record-return-refusal")
            .doTry()
                .setBody().exchange(e -> Map.of("reason", FailureReason.of(e))).marshal().json()
                .to("direct:put-return-refusal")
            .doCatch(Exception.class)
                .log(LoggingLevel.WARN, "Refusal of return ${variable.returnId} is not on record: ${exception.message}")
            .end();

        from("direct:put-return-refusal").routeId("put-return-refusal").routeConfigurationId(CALL)
            .setHeader(HTTP_PATH, simple("/orders/${variable.orderPath}/returns/${variable.path}/refusal"))
            .to("{{orders.url}}?httpMethod=PUT");

        // an outcome that cannot be read now can be asked for later
        from("direct:return-outcome").routeId("return-outcome")
            .doTry()
                .to("direct:look-up-return")
            .doCatch(Exception.class)
                .log(LoggingLevel.WARN, "Outcome of return ${variable.returnId} cannot be read: ${exception.message}")
                .removeVariable("record")
            .end();

        from("direct:look-up-return").routeId("look-up-return").routeConfigurationId(CALL)
            .setBody(constant(""))
            .setHeader(HTTP_PATH, simple("/returns/${variable.path}"))
            .to("{{orders.url}}?httpMethod=GET&" + MAY_NOT_FIND)
            .process(InvalidInput::check)
            .choice()
                .when(header("CamelHttpResponseCode").isEqualTo(404)).removeVariable("record")
                .otherwise().to("direct:read-return")
            .end();

        from("direct:read-return").routeId("read-return")
            .unmarshal().json(ReturnRecord.class)
            .setVariable("record", body());
        // spotless:on
    }
}
