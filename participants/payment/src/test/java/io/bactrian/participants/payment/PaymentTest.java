package io.bactrian.participants.payment;

import io.bactrian.participants.testing.TestDatabase;

class PaymentTest extends PaymentContract {

    @Override
    TestDatabase database() {
        return TestDatabase.h2();
    }
}
