package io.bactrian.participants.orders;

import io.bactrian.participants.testing.TestDatabase;

class OrdersTest extends OrdersContract {

    @Override
    TestDatabase database() {
        return TestDatabase.h2();
    }
}
