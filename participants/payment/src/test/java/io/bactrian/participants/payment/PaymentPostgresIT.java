package io.bactrian.participants.payment;

import io.bactrian.participants.testing.TestDatabase;

class PaymentPostgresIT extends PaymentContract {

    @Override
    TestDatabase database() {
        return TestDatabase.postgres();
    }
}
