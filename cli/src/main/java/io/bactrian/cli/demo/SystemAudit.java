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

/**
 * The audit of a running system of orders: the books of all its services against what was asked for.
 *
 * @param violations nothing when everything balances
 * @param unreadable how many lines of the record of what was sent were passed over
 */
public record SystemAudit(Books books, List<Violation> violations, boolean withFollowUps, int unreadable) {

    private static final long POLL_MILLIS = 200;

    /**
     * Reads all books and checks them.
     *
     * @throws IOException naming the part that did not answer as it must
     */
    public static SystemAudit of(LocalSystem system, Http http) throws IOException {
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
                books, List.copyOf(violations), withFollowUps, orders.unreadable() + returns.unreadable());
    }

    /**
     * The same once whoever follows up on fulfilled orders has done so, or patience ends.
     *
     * @throws IOException naming the part that did not answer as it must
     */
    public static SystemAudit settled(LocalSystem system, Http http, Clock clock, Duration patience)
            throws IOException {
        Instant end = clock.instant().plus(patience);
        while (!followedUp(system, http) && clock.instant().isBefore(end)) {
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while orders were followed up", e);
            }
        }
        return of(system, http);
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
        if (unreadable > 0) {
            lines.add("  passed     over " + unreadable
                    + (unreadable == 1 ? " line" : " lines")
                    + " that a killed command left unfinished in the record of what was sent");
        }
        lines.addAll(new AuditReport(violations, withFollowUps).lines());
        return lines;
    }
}
