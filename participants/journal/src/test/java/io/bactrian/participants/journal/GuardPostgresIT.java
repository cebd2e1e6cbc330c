package io.bactrian.participants.journal;

import io.bactrian.participants.testing.TestDatabase;

class GuardPostgresIT extends GuardContract {

    @Override
    TestDatabase database() {
        return TestDatabase.postgres();
    }
}
