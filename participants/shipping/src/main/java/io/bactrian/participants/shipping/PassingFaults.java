package io.bactrian.participants.shipping;

import io.bactrian.participants.http.PassingFault;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Over HTTP a caller is told to call again; nobody does so over Kafka, so the service itself tries again for a while. */
@Component
@ConditionalOnProperty(name = "shipping.over", havingValue = "kafka")
class PassingFaults extends RouteConfigurationBuilder {

    static final String TRY_AGAIN = "try-again";

    // spotless:off
    @Override
    public void configuration() {
        routeConfiguration(TRY_AGAIN)
            .onException(PassingFault.class, DataAccessException.class, TransactionException.class)
                .maximumRedeliveries(8)                         // ten seconds
                .redeliveryDelay(100).maximumRedeliveryDelay(2_000)
                .useExponentialBackOff().backOffMultiplier(2)
                .logExhausted(false)
            .end();
    }
    // spotless:on
}
