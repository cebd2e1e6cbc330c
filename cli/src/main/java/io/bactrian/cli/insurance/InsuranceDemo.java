package io.bactrian.cli.insurance;

import io.bactrian.cli.books.BooksReader;
import io.bactrian.cli.books.JournalEntry;
import io.bactrian.cli.demo.Demo;
import io.bactrian.cli.demo.ProgressBar;
import io.bactrian.cli.http.Http;
import io.bactrian.cli.insurance.InsuranceAudit.Finding;
import io.bactrian.cli.system.LocalSystem;
import io.bactrian.cli.system.Part;
import io.bactrian.cli.terminal.Terminal;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** Sends approved quotes to a running system, waits until every flow has ended, and audits the services' books. */
public final class InsuranceDemo {

    private static final long POLL_MILLIS = 250;
    private static final int SHOWN = 50;

    private final LocalSystem system;
    private final Http http;
    private final Terminal terminal;
    private final Clock clock;
    private final BooksReader reader;

    public InsuranceDemo(LocalSystem system, Http http, Terminal terminal, Clock clock) {
        this.system = system;
        this.http = http;
        this.terminal = terminal;
        this.clock = clock;
        this.reader = new BooksReader(http, system.ports());
    }

    /**
     * Sends every quote until it is taken, and shows how many flows have ended until all have.
     *
     * @param limits the patience is that of each client for its quote
     * @param settling how long the flows may take once all quotes are sent
     */
    public void run(List<Quote> quotes, Demo.Limits limits, Demo.Gate gate, Duration settling) {
        ProgressBar bar = new ProgressBar(terminal, clock, "quotes", "flows", quotes.size());
        Thread sender = new Thread(() -> send(quotes, limits, gate), "sender");
        sender.start();
        try {
            int ended = 0;
            Instant end = clock.instant().plus(settling);
            while (ended < quotes.size() && clock.instant().isBefore(end)) {
                Thread.sleep(POLL_MILLIS);
                if (sender.isAlive()) {
                    end = clock.instant().plus(settling);
                }
                ended = Math.max(ended, ended());
                bar.at(ended);
            }
            sender.join();
            bar.end(ended);
        } catch (InterruptedException e) {
            sender.interrupt();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while quotes were on their way", e);
        }
    }

    /** Those that are not taken are told, and missed by the audit. */
    private void send(List<Quote> quotes, Demo.Limits limits, Demo.Gate gate) {
        QuoteClient client = new QuoteClient(http, system.ports().url(Part.QUOTES), limits.patience(), clock);
        ExecutorService clients = Executors.newFixedThreadPool(limits.concurrency());
        ExecutorCompletionService<Void> sent = new ExecutorCompletionService<>(clients);
        try {
            int begun = 0;
            int ended = 0;
            while (ended < quotes.size()) {
                while (begun < quotes.size() && begun - ended < limits.concurrency()) {
                    gate.await(begun);
                    Quote quote = quotes.get(begun++);
                    sent.submit(() -> {
                        client.send(quote);
                        return null;
                    });
                }
                try {
                    sent.take().get();
                } catch (ExecutionException e) {
                    terminal.line("  not sent   " + e.getMessage());
                }
                gate.finished(++ended);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            clients.shutdownNow();
        }
    }

    private int ended() {
        try {
            return (int) QuoteFile.of(InsuranceBooks.rows(reader)).values().stream()
                    .filter(file -> file.end() != QuoteFile.End.OPEN)
                    .count();
        } catch (IOException e) {
            terminal.live("  waiting    for a service: " + e.getMessage());
            return 0;
        }
    }

    /**
     * Waits until every flow that the books know of has ended, and audits them.
     *
     * @param patience how long that may take
     * @return whether every quote is whole
     */
    public boolean audit(Duration patience) throws IOException {
        Instant end = clock.instant().plus(patience);
        while (open(InsuranceBooks.rows(reader)) && clock.instant().isBefore(end)) {
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while quotes were on their way", e);
            }
        }
        return conclude(List.of());
    }

    private static boolean open(InsuranceBooks rows) {
        return QuoteFile.of(rows).values().stream().anyMatch(file -> file.end() == QuoteFile.End.OPEN);
    }

    /** Prints what became of the quotes, one that was taken back, and the audit. True: every quote is whole. */
    public boolean conclude(List<Quote> sent) throws IOException {
        InsuranceBooks books = InsuranceBooks.all(reader);
        Map<String, QuoteFile> files = QuoteFile.of(books);
        Map<QuoteFile.End, Long> ends =
                files.values().stream().collect(Collectors.groupingBy(QuoteFile::end, Collectors.counting()));
        terminal.line("  done %d · compensated %d%s · open %d"
                .formatted(
                        ends.getOrDefault(QuoteFile.End.DONE, 0L),
                        ends.getOrDefault(QuoteFile.End.COMPENSATED, 0L),
                        reasons(books),
                        ends.getOrDefault(QuoteFile.End.OPEN, 0L)));
        List<Finding> findings = InsuranceAudit.check(books, sent);
        if (findings.isEmpty()) {
            terminal.line("  books      each approved quote has its policy, one invoice and one notification"
                    + " · each reopened one a cancelled policy and neither · each step once");
        } else {
            terminal.line("  books      DO NOT BALANCE: " + findings.size() + " findings");
            findings.stream().limit(SHOWN).forEach(finding -> terminal.line("    " + finding));
            if (findings.size() > SHOWN) {
                terminal.line("    and " + (findings.size() - SHOWN) + " more");
            }
        }
        example(files).ifPresent(terminal::line);
        return findings.isEmpty();
    }

    private static String reasons(InsuranceBooks books) {
        Map<String, Long> reasons = books.refused().stream()
                .collect(Collectors.groupingBy(InsuranceBooks.RefusedRow::reason, Collectors.counting()));
        return reasons.isEmpty()
                ? ""
                : reasons.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .sorted()
                        .collect(Collectors.joining(", ", " (", ")"));
    }

    private static Optional<String> example(Map<String, QuoteFile> files) {
        return files.entrySet().stream()
                .filter(entry -> entry.getValue().end() == QuoteFile.End.COMPENSATED)
                .min(Map.Entry.comparingByKey())
                .map(entry -> "  quote " + entry.getKey() + " compensated: " + steps(entry.getValue()));
    }

    private static String steps(QuoteFile file) {
        List<JournalEntry> entries = file.journal.stream()
                .sorted(Comparator.comparing(JournalEntry::at))
                .toList();
        Instant begin = entries.get(0).at();
        return entries.stream()
                .map(entry -> "%s %d ms"
                        .formatted(
                                entry.effect().toLowerCase(Locale.ROOT).replace('_', ' '),
                                Duration.between(begin, entry.at()).toMillis()))
                .collect(Collectors.joining(", "));
    }
}
