package io.bactrian.participants.orders;

import io.bactrian.participants.testing.TestDatabase;

class OrdersPostgresIT extends OrdersContract {

    @Override
    TestDatabase database() {
        return TestDatabase.postgres();
    }
}
