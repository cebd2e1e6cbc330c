package io.bactrian.participants.insurance.billing;

import java.util.SplittableRandom;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Says of every so many quotes that the customer has no credit: always of the same ones for the same seed. */
@Component
class CreditCheck {

    private final long seed;
    private final int failingOneIn;

    CreditCheck(@Value("${billing.seed}") long seed, @Value("${billing.failing-one-in}") int failingOneIn) {
        if (failingOneIn < 0) {
            throw new IllegalArgumentException("billing.failing-one-in must be 0 or more, was " + failingOneIn);
        }
        this.seed = seed;
        this.failingOneIn = failingOneIn;
    }

    boolean fails(String quoteId) {
        return failingOneIn > 0 && new SplittableRandom(seed * 31 + quoteId.hashCode()).nextInt(failingOneIn) == 0;
    }
}
