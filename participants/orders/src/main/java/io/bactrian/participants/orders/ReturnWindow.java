package io.bactrian.participants.orders;

import java.time.Duration;
import java.time.Instant;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Until when an order can be returned.
 *
 * @param returnWindow so long after its fulfilment
 */
@ConfigurationProperties("orders")
record ReturnWindow(@DefaultValue("30d") Duration returnWindow) {

    ReturnWindow {
        if (returnWindow.isNegative()) {
            throw new IllegalArgumentException("orders.return-window must be 0 or longer, was " + returnWindow);
        }
    }

    /** The last instant at which a fulfilled order can be returned. */
    Instant of(Attempt order) {
        Instant fulfilledAt = order.fulfilledAt();
        if (fulfilledAt == null) {
            throw new IllegalStateException(order + " is not fulfilled");
        }
        return fulfilledAt.plus(returnWindow);
    }
}
