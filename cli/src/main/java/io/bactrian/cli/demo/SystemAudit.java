package io.bactrian.cli.demo;

import io.bactrian.cli.books.Audit;
import io.bactrian.cli.books.Books;
import io.bactrian.cli.books.BooksReader;
import io.bactrian.cli.books.FollowUpAudit;
import io.bactrian.cli.books.InputOrder;
import io.bactrian.cli.books.InputRecord;
import io.bactrian.cli.books.InputReturn;
import io.bactrian.cli.books.Recorded;
import io.bactrian.cli.books.ReturnRecord;
import io.bactrian.cli.books.Violation;
import io.bactrian.cli.http.Http;
import io.bactrian.cli.system.LocalSystem;
import io.bactrian.cli.system.Part;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The audit of a running system of orders: the books of all its services against what was asked for.
 *
 * @param violations nothing when everything balances
 * @param unreadable how many lines of the record of what was sent were passed over
 * @param unsettled what a person must know of sagas that may not have ended when the books were read, null if all had or none were waited for
 */
public record SystemAudit(
        Books books,
        List<Violation> violations,
        boolean withFollowUps,
        int unreadable,
        @Nullable String unsettled) {

    private static final long POLL_MILLIS = 200;

    /** A coordinator that hangs must not use up all of the patience. */
    private static final Duration ANSWER = Duration.ofSeconds(5);

    /**
     * Reads all books and checks them.
     *
     * @throws IOException naming the part that did not answer as it must
     */
    public static SystemAudit of(LocalSystem system, Http http) throws IOException {
        return of(system, http, null);
    }

    private static SystemAudit of(LocalSystem system, Http http, @Nullable String unsettled) throws IOException {
        BooksReader reader = new BooksReader(http, system.ports());
        Books books = reader.read();
        Recorded<InputOrder> orders = InputRecord.read(system.data());
        Recorded<InputReturn> returns = ReturnRecord.read(system.data());
        List<Violation> violations = new ArrayList<>(Audit.check(books, orders.sent(), returns.sent()));
        boolean withFollowUps = system.parts().contains(Part.FOLLOW_UPS);
        if (withFollowUps) {
            violations.addAll(FollowUpAudit.check(books.orders(), reader.followUps()));
        }
        return new SystemAudit(
                books, List.copyOf(violations), withFollowUps, orders.unreadable() + returns.unreadable(), unsettled);
    }

    /**
     * The same once all sagas have ended and whoever follows up on fulfilled orders has done so, or patience ends. The books are read
     * one after the other: a saga that goes on meanwhile looks unbalanced. A coordinator is waited for and not believed, so one that
     * does not answer hinders no audit.
     *
     * @throws IOException naming the part that did not answer as it must
     */
    public static SystemAudit settled(LocalSystem system, Http http, Clock clock, Duration patience)
            throws IOException {
        Sagas sagas = new Sagas(http, system.engine(), system.ports());
        Instant end = clock.instant().plus(patience);
        String unsettled = unsettled(sagas);
        while ((unsettled != null || !followedUp(system, http))
                && clock.instant().isBefore(end)) {
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while sagas were ending and orders were followed up", e);
            }
            unsettled = unsettled(sagas);
        }
        return of(system, http, unsettled);
    }

    private static @Nullable String unsettled(Sagas sagas) {
        try {
            int live = sagas.live(ANSWER);
            return live == 0 ? null : live + (live == 1 ? " saga has" : " sagas have") + " not ended yet";
        } catch (IOException e) {
            return "nobody says whether all sagas have ended: " + e.getMessage();
        }
    }

    /** Whether nothing that follows on fulfilled orders is on its way any more; it comes after their sagas have ended. */
    static boolean followedUp(LocalSystem system, Http http) throws IOException {
        if (!system.parts().contains(Part.FOLLOW_UPS)) {
            return true;
        }
        BooksReader reader = new BooksReader(http, system.ports());
        return FollowUpAudit.missing(reader.orders(), reader.followUps()) == 0;
    }

    /** What it found, for a person. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (unsettled != null) {
            lines.add("  unsettled  " + unsettled);
        }
        if (unreadable > 0) {
            lines.add("  passed     over " + unreadable
                    + (unreadable == 1 ? " line" : " lines")
                    + " that a killed command left unfinished in the record of what was sent");
        }
        lines.addAll(new AuditReport(violations, withFollowUps).lines());
        return lines;
    }
}
