package io.bactrian.participants.inventory;

import io.bactrian.participants.testing.TestDatabase;

class InventoryTest extends InventoryContract {

    @Override
    TestDatabase database() {
        return TestDatabase.h2();
    }
}
