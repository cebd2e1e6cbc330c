package io.bactrian.participants.journal;

import io.bactrian.participants.testing.TestDatabase;

class GuardTest extends GuardContract {

    @Override
    TestDatabase database() {
        return TestDatabase.h2();
    }
}
