package io.bactrian.starter.kafka;

import io.bactrian.starter.saga.Journal;
import java.util.concurrent.Semaphore;
import org.apache.camel.Header;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.SagaPropagation;

/** A participant that takes commands from a topic. */
public final class ShippingRoutes extends RouteBuilder {

    private final Journal journal;
    private final Semaphore bookings;

    /**
     * @param bookings permits for orders of the name "slow", which wait for one
     */
    ShippingRoutes(Journal journal, Semaphore bookings) {
        this.journal = journal;
        this.bookings = bookings;
    }

    // spotless:off
    @Override
    public void configure() {
        // docs/kafka.md: answering begins
        from("kafka:shipping.commands?groupId=shipping&{{kafka.lossless}}").routeId("ship")
            .onException(Exception.class).handled(true).to("bactrian:reply?failed=true").end()
            .saga().propagation(SagaPropagation.MANDATORY).compensation("direct:cancel-shipment").option("orderId", body())
                .policy("once").bean(this, "book").end()
                .to("bactrian:reply");

        from("direct:cancel-shipment").policy("once").bean(this, "cancel").end();
        // docs/kafka.md: answering ends
    }
    // spotless:on

    /** Returns the tracking id. */
    public String book(String orderId) {
        if (orderId.equals("refused")) {
            throw new IllegalStateException("no carrier for this address");
        }
        if (orderId.equals("slow")) {
            bookings.acquireUninterruptibly();
        }
        journal.add("ship " + orderId);
        return "TR-" + orderId;
    }

    public void cancel(@Header("orderId") String orderId) {
        journal.add("cancel-shipment " + orderId);
    }
}
