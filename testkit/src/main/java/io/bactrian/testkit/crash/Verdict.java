package io.bactrian.testkit.crash;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What came of one run.
 *
 * @param point where a part died; null for the recorded run
 * @param points what the recorded run passed
 * @param standing what stands after it
 * @param faults a sentence each, none when all is well
 * @param remarks what is worth knowing and no fault, a line each
 * @param failure what the body of the test threw; of no weight in a run in which a part died
 * @param evidence timelines, journals and what the relays saw
 */
record Verdict(
        @Nullable CrashPoint point,
        List<CrashPoint> points,
        Standing standing,
        List<String> faults,
        List<String> remarks,
        @Nullable Throwable failure,
        String evidence) {

    void orThrow() {
        if (point == null && failure != null) {
            throw new AssertionError(
                    "the recorded run, in which nothing dies, failed: " + failure + listed() + "\n" + evidence,
                    failure);
        }
        if (!faults.isEmpty()) {
            AssertionError error = new AssertionError(
                    (point == null ? "recorded run" : point.toString()) + listed() + "\n" + evidence);
            if (failure != null) {
                error.addSuppressed(failure);
            }
            throw error;
        }
    }

    private String listed() {
        return faults.stream().map(fault -> "\n  - " + fault).collect(Collectors.joining());
    }
}
