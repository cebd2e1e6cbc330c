package io.bactrian.crash.shipping;

import org.apache.camel.Header;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.SagaPropagation;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The other side of {@code shipping.over=kafka}, as short as can be: takes a command, joins its saga, makes a shipment and
 * replies. A command that comes again makes no second one, and none once it is cancelled.
 */
@SpringBootApplication
public class ShippingByTopic extends RouteBuilder {

    private final JdbcTemplate jdbc;

    ShippingByTopic(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
        jdbc.execute("create table if not exists shipment (order_id varchar(60) primary key, state varchar(10))");
    }

    // spotless:off
    @Override
    public void configure() {
        from("kafka:{{shipping.commands}}?groupId={{shipping.commands}}&autoOffsetReset=earliest").routeId("ship")
            .onException(Exception.class).handled(true).to("bactrian:reply?failed=true").end()
            .saga().propagation(SagaPropagation.MANDATORY)
                   .compensation("direct:cancel-shipment")
                   .option("bactrian.step", constant("create-shipment"))
                   .option("orderId", simple("${header.orderId}"))
                .bean(this, "ship")
                .setBody(constant("{\"trackingId\":\"T-1\"}"))
                .to("bactrian:reply");

        from("direct:cancel-shipment").routeId("cancel-shipment")
            .bean(this, "cancel")
            .setBody(constant(""));
    }
    // spotless:on

    public void ship(@Header("orderId") String orderId) {
        try {
            jdbc.update("insert into shipment values (?, 'ACTIVE')", orderId);
        } catch (DuplicateKeyException e) {
            String state = jdbc.queryForObject("select state from shipment where order_id = ?", String.class, orderId);
            if (!"ACTIVE".equals(state)) {
                throw new IllegalStateException(orderId + " is " + state, e);
            }
        }
    }

    /** May come when no shipment was made: then none can be made any more. */
    public void cancel(@Header("orderId") String orderId) {
        try {
            jdbc.update("insert into shipment values (?, 'BLOCKED')", orderId);
        } catch (DuplicateKeyException e) {
            jdbc.update("update shipment set state = 'CANCELLED' where order_id = ? and state = 'ACTIVE'", orderId);
        }
    }
}
