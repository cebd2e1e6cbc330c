package io.bactrian.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What one pattern was told to do. Written by the test's thread, read by those of the services. */
final class ScriptedCall {

    private static final Act OK = Act.answer(request -> Reply.of(200));

    private final CallPattern pattern;
    private final List<Line> lines = new ArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile @Nullable String step;
    private volatile boolean joins;
    private volatile @Nullable CallPattern undoneBy;

    /** @param left how often it is still given; negative for ever */
    private record Line(Act act, int left) {}

    ScriptedCall(CallPattern pattern) {
        this.pattern = pattern;
    }

    CallPattern pattern() {
        return pattern;
    }

    /** Its answers are written anew; who joins and what undoes it stays. */
    synchronized void restart() {
        lines.clear();
    }

    synchronized void add(Act act) {
        if (!lines.isEmpty() && lines.get(lines.size() - 1).left() < 0) {
            limitLatest(1); // what comes next replaces what would have been given for ever
        }
        lines.add(new Line(act, -1));
    }

    synchronized void changeLatest(UnaryOperator<Act> change) {
        if (lines.isEmpty()) {
            lines.add(new Line(OK, -1));
        }
        Line latest = lines.remove(lines.size() - 1);
        lines.add(new Line(change.apply(latest.act()), latest.left()));
    }

    synchronized void limitLatest(int times) {
        if (lines.isEmpty()) {
            lines.add(new Line(OK, -1));
        }
        Line latest = lines.remove(lines.size() - 1);
        lines.add(new Line(latest.act(), times));
    }

    /** The next answer; null when it has none to give any more. */
    synchronized @Nullable Act next() {
        if (lines.isEmpty()) {
            return null;
        }
        Line line = lines.get(0);
        if (line.left() == 1) {
            lines.remove(0);
        } else if (line.left() > 1) {
            lines.set(0, new Line(line.act(), line.left() - 1));
        }
        return line.act();
    }

    void wasAsked() {
        asked.incrementAndGet();
    }

    boolean neverAsked() {
        return asked.get() == 0;
    }

    void joinAs(String stepName) {
        step = stepName;
        joins = true;
    }

    boolean joins() {
        return joins;
    }

    void name(String stepName) {
        step = stepName;
    }

    /** The step its effects are known by. */
    String step() {
        String named = step;
        return named == null ? pattern.text() : named;
    }

    void undoneBy(CallPattern undo) {
        undoneBy = undo;
    }

    @Nullable
    CallPattern undoneBy() {
        return undoneBy;
    }

    /** It has effects that are worth to be kept. */
    boolean hasEffects() {
        return joins || undoneBy != null || step != null;
    }
}
