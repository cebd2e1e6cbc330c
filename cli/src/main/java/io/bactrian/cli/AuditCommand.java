package io.bactrian.cli;

import io.bactrian.cli.books.Books;
import io.bactrian.cli.demo.SystemAudit;
import io.bactrian.cli.insurance.InsuranceDemo;
import io.bactrian.cli.system.LocalSystem;
import io.bactrian.cli.system.Sample;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code bactrian audit}. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = "Audits the books of the system that is up, for whose sagas it waits up to 30 s;"
                + " ends with 1 when they do not balance.")
final class AuditCommand implements Callable<Integer> {

    /** For sagas that have not ended, and what follows by events on those that have. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Session session;

    AuditCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        LocalSystem system = session.systemWithAllParts();
        if (system.sample() == Sample.INSURANCE) {
            InsuranceDemo insurance = new InsuranceDemo(system, session.http(), session.terminal(), session.clock());
            return insurance.audit(PATIENCE) ? 0 : 1;
        }
        SystemAudit audit = SystemAudit.settled(system, session.http(), session.clock(), PATIENCE);
        Books books = audit.books();
        session.terminal()
                .line("  audited    " + books.orders().size() + " orders, "
                        + books.returns().returns().size() + " returns, "
                        + books.purchases().size() + " purchases, "
                        + books.journal().size() + " journal entries");
        audit.lines().forEach(session.terminal()::line);
        return audit.violations().isEmpty() ? 0 : 1;
    }
}
