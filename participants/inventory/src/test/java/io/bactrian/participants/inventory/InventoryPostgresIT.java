package io.bactrian.participants.inventory;

import io.bactrian.participants.testing.TestDatabase;

class InventoryPostgresIT extends InventoryContract {

    @Override
    TestDatabase database() {
        return TestDatabase.postgres();
    }
}
