package io.bactrian.cli.demo;

import io.bactrian.cli.books.Violation;
import io.bactrian.cli.books.Violation.Book;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The audit's findings as lines. */
final class AuditReport {

    private static final int SHOWN = 50;

    private final List<Violation> violations;
    private final boolean withFollowUps;

    /** @param withFollowUps whether there was anybody who follows up on fulfilled orders */
    AuditReport(List<Violation> violations, boolean withFollowUps) {
        this.violations = List.copyOf(violations);
        this.withFollowUps = withFollowUps;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (violations.isEmpty()) {
            lines.add(
                    "  books      all orders and returns accounted for · stock balanced · money balanced · shipments balanced"
                            + " · nothing left reserved"
                            + (withFollowUps ? " · each fulfilled order followed up once" : "")
                            + " · reverse order, each step once");
            return lines;
        }
        List<String> counts = Arrays.stream(Book.values())
                .map(book -> book.label() + " " + faults(book))
                .toList();
        lines.add("  books      DO NOT BALANCE: " + String.join(" · ", counts));
        violations.stream().limit(SHOWN).forEach(violation -> lines.add("    " + violation));
        if (violations.size() > SHOWN) {
            lines.add("    and " + (violations.size() - SHOWN) + " more");
        }
        return lines;
    }

    private String faults(Book book) {
        long found = violations.stream()
                .filter(violation -> violation.book() == book)
                .count();
        return found == 0 ? "balanced" : found + " violations";
    }
}
