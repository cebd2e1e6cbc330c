package io.bactrian.testkit.crash;

import io.bactrian.testkit.crash.CrashPoint.Kind;
import io.bactrian.testkit.crash.CrashPoint.Phase;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The commits of one part as points of the matrix. */
final class Commits {

    private final Watch watch;
    private final String part;
    private final Predicate<String> countsTable;

    /** @param countsTable whether a commit that changed this table, in lower case, is worth a point */
    Commits(Watch watch, String part, Predicate<String> countsTable) {
        this.watch = watch;
        this.part = part;
        this.countsTable = countsTable;
    }

    boolean counts(Write write) {
        return countsTable.test(write.table());
    }

    /** True when the part has died of it. */
    boolean passes(List<Write> writes, Phase phase) {
        return !writes.isEmpty() && watch.passes(Kind.RECORD, name(writes), phase, List.of(part));
    }

    /** Events of a ledger say best what a transaction was about, the first of them whatever followed from it. */
    private static String name(List<Write> writes) {
        return writes.stream()
                .filter(write -> write.event() != null)
                .findFirst()
                .map(Write::event)
                .orElseGet(() -> String.join(
                        " + ", writes.stream().map(Write::toString).distinct().toList()));
    }

    /**
     * One statement that changes rows.
     *
     * @param event what it says of the course of a saga; null when it is none that does
     */
    record Write(String verb, String table, @Nullable String event) {

        @Override
        public String toString() {
            return verb + " " + table;
        }
    }
}
