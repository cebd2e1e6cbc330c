package io.bactrian.cli.orders;

import java.util.Map;

/**
 * One return that a customer asks for.
 *
 * @param whole whether all of the order is asked to be returned, without naming lines
 * @param quantities how many of each article come back
 * @param amountMinor what they were bought for, in minor units
 * @param damaged whether the inventory will find that they cannot be sold again
 */
public record CustomerReturn(
        String returnId,
        String orderId,
        boolean whole,
        Map<String, Long> quantities,
        long amountMinor,
        String reason,
        boolean damaged) {

    public CustomerReturn {
        quantities = Map.copyOf(quantities);
    }
}
