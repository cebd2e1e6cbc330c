package io.bactrian.starter.callback;

import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * What runs for one caller, who waits for how it ends. What a wire tap runs is a strand of its own, and so is what comes out of a
 * queue within the application, as {@code seda}: its consumer takes over all properties, but says where it has them from.
 *
 * @param taps how many wire taps lie before it
 * @param from where it came in; branches and called routes have the same
 */
public record Strand(int taps, @Nullable Endpoint from) {

    /** The one that the exchange is in now. */
    public static Strand of(Exchange exchange) {
        return new Strand(Taps.around(exchange), exchange.getFromEndpoint());
    }
}
