package io.bactrian.testkit.crash;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Where the parts of a world live: in this process, or each in one of its own. */
interface Births extends AutoCloseable {

    /** Makes the births of one world. */
    @FunctionalInterface
    interface Factory {
        /** @param died told of lives that have ended by themselves */
        Births create(CrashPlan plan, Doors doors, Watch watch, Consumer<Mortality> died);
    }

    /** A life of the coordinator on the ledger of the one before it. */
    Life coordinator();

    /** A life of an application on the database of the one before it. */
    Life application(CrashPlan.App application);

    /** An application's database, which no death touches. */
    JdbcTemplate database(String application);

    /** The coordinator's ledger. */
    LedgerView ledger(Part coordinator);

    /** The part that dies at this point is to know of it, where the watch of this process does not see it. */
    void arm(CrashPoint point, @Nullable Part dying);

    /** No part dies any more. */
    void disarm();

    @Override
    void close();
}
