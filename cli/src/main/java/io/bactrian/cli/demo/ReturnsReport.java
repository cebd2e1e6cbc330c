package io.bactrian.cli.demo;

import io.bactrian.cli.demo.Outcome.Kind;
import java.util.function.BiFunction;

/** What became of the returns of one run. */
public final class ReturnsReport {

    /** No return was asked for. */
    public static final ReturnsReport NONE = new ReturnsReport(0, new Tally());

    private final int sent;
    private final Tally tally;

    ReturnsReport(int sent, Tally tally) {
        this.sent = sent;
        this.tally = tally;
    }

    public int sent() {
        return sent;
    }

    /** Whether every return has an outcome. */
    public boolean accountedFor() {
        return tally.size() == sent && tally.count(Kind.OPEN) == 0;
    }

    /** Gives the returns that had no answer another chance to say what became of them. */
    void reconsider(BiFunction<String, Outcome, Outcome> again) {
        for (String returnId : tally.orders(Kind.OPEN)) {
            tally.add(returnId, again.apply(returnId, tally.of(returnId)));
        }
    }

    String line() {
        long open = sent - tally.size() + tally.count(Kind.OPEN);
        return "  returns    " + tally.count(Kind.FULFILLED) + " returned · " + counted(Kind.COMPENSATED, "undone")
                + " · " + counted(Kind.REFUSED, "refused") + (open == 0 ? "" : " · open " + open);
    }

    private String counted(Kind kind, String word) {
        String reasons = tally.reasons(kind);
        return tally.count(kind) + " " + word + (reasons.isEmpty() ? "" : " (" + reasons + ")");
    }
}
