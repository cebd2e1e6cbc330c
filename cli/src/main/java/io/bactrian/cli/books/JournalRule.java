package io.bactrian.cli.books;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Judged from the participants' journals alone: compensations ran in reverse order, and every effect once. */
final class JournalRule implements Audit.Rule {

    @Override
    public void check(Ledger ledger, Consumer<Violation> violations) {
        new SagaJournals(ledger.books().journal())
                .bySaga()
                .forEach((saga, entries) -> check(ledger, saga, entries, violations));
    }

    private static void check(Ledger ledger, String saga, List<JournalEntry> entries, Consumer<Violation> violations) {
        String orderId = entries.get(0).orderId();
        Consumer<String> found = what -> violations.accept(new Violation(
                Violation.Book.JOURNALS,
                ledger.customer(orderId),
                orderId,
                ledger.skus(orderId),
                what + ", saga " + saga));
        Map<StepEffect, Integer> times = new LinkedHashMap<>();
        StepEffect last = null;
        for (JournalEntry entry : entries) {
            StepEffect effect = entry.done() ? StepEffect.ofAny(entry).orElse(null) : null;
            if (effect == null) {
                continue;
            }
            times.merge(effect, 1, Integer::sum);
            if (effect.kind() == Effect.Kind.UNDO) {
                if (last != null && last.place() < effect.place()) {
                    found.accept(effect + " was done after " + last + ", must be before");
                }
                last = effect;
            }
        }
        times.forEach((effect, count) -> {
            if (count > 1) {
                found.accept(effect + " was done " + count + " times, must be once");
            }
        });
        ends(times, found);
    }

    /** A saga ends one way: all that was done is undone, or nothing is. */
    private static void ends(Map<StepEffect, Integer> times, Consumer<String> found) {
        boolean cancelled = times.keySet().stream().anyMatch(effect -> effect.ends(Effect.Kind.UNDO));
        boolean completed = times.keySet().stream().anyMatch(effect -> effect.ends(Effect.Kind.COMPLETE));
        for (StepEffect effect : times.keySet()) {
            StepEffect undo = effect.undo();
            if (cancelled && undo != null && !times.containsKey(undo)) {
                found.accept(effect + " was done and never undone by " + undo);
            }
            if (cancelled && effect.kind() == Effect.Kind.COMPLETE) {
                found.accept(effect + " was done in a cancelled saga");
            }
            if (!cancelled && effect.kind() == Effect.Kind.UNDO && completed) {
                found.accept(effect + " was done in a completed saga");
            }
        }
    }
}
