package io.bactrian.cli;

import io.bactrian.cli.books.Audit;
import io.bactrian.cli.books.Books;
import io.bactrian.cli.books.BooksReader;
import io.bactrian.cli.books.InputRecord;
import io.bactrian.cli.books.Violation;
import io.bactrian.cli.demo.AuditReport;
import io.bactrian.cli.system.LocalSystem;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code bactrian audit}. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = "Audits the books of the system that is up; ends with 1 when they do not balance.")
final class AuditCommand implements Callable<Integer> {

    private final Session session;

    AuditCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        LocalSystem system = session.systemWithAllParts();
        Books books = new BooksReader(session.http(), system.ports()).read();
        List<Violation> violations = Audit.check(books, InputRecord.read(system.data()));
        session.terminal()
                .line("  audited    " + books.orders().size() + " orders, "
                        + books.journal().size() + " journal entries");
        new AuditReport(violations).lines().forEach(session.terminal()::line);
        return violations.isEmpty() ? 0 : 1;
    }
}
