package io.bactrian.participants.shipping;

import io.bactrian.participants.testing.TestDatabase;

class ShippingTest extends ShippingContract {

    @Override
    TestDatabase database() {
        return TestDatabase.h2();
    }
}
