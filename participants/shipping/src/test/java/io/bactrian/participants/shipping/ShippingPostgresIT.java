package io.bactrian.participants.shipping;

import io.bactrian.participants.testing.TestDatabase;

class ShippingPostgresIT extends ShippingContract {

    @Override
    TestDatabase database() {
        return TestDatabase.postgres();
    }
}
