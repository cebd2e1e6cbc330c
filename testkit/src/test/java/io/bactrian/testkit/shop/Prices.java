package io.bactrian.testkit.shop;

import org.springframework.stereotype.Component;

/** A bean that tests may replace. */
@Component
public class Prices {

    public int of(String orderId) {
        return 1530;
    }
}
