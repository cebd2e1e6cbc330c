package io.bactrian.tck;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.runner.Description;
import org.junit.runner.notification.Failure;
import org.junit.runner.notification.RunListener;

/** One line per TCK test: its outcome and how long it took, with the trace of each failure. */
final class TckReport extends RunListener {

    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private final List<String> failed = Collections.synchronizedList(new ArrayList<>());
    private final Map<Description, Long> begun = Collections.synchronizedMap(new HashMap<>());

    @Override
    public void testStarted(Description test) {
        begun.put(test, System.nanoTime());
    }

    @Override
    public void testFinished(Description test) {
        if (failed.stream().noneMatch(line -> line.startsWith(test.getDisplayName()))) {
            lines.add("passed  " + test.getDisplayName() + "  " + (System.nanoTime() - begun.get(test)) / 1_000_000
                    + " ms");
        }
    }

    @Override
    public void testFailure(Failure failure) {
        failed.add(failure.getDescription().getDisplayName() + ": " + failure.getMessage());
        lines.add("failed  " + failure.getDescription().getDisplayName() + "\n" + failure.getTrimmedTrace());
    }

    @Override
    public void testAssumptionFailure(Failure failure) {
        lines.add("skipped " + failure.getDescription().getDisplayName() + ": " + failure.getMessage());
    }

    @Override
    public void testIgnored(Description test) {
        lines.add("skipped " + test.getDisplayName());
    }

    List<String> failed() {
        return List.copyOf(failed);
    }

    List<String> lines() {
        return List.copyOf(lines);
    }
}
