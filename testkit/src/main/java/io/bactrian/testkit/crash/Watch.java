package io.bactrian.testkit.crash;

import io.bactrian.testkit.crash.CrashPoint.Kind;
import io.bactrian.testkit.crash.CrashPoint.Phase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sees every point pass: writes them down in the recorded run, and strikes at the chosen one in the others. */
final class Watch {

    private final Map<String, Integer> seen = new HashMap<>();
    private final List<CrashPoint> recorded = new ArrayList<>();
    private final Consumer<String> kill;
    private boolean recording;
    private @Nullable CrashPoint armed;
    private boolean striking;
    private boolean struck;

    /** @param kill ends the life of the part with this name and returns when it has ended */
    Watch(Consumer<String> kill) {
        this.kill = kill;
    }

    synchronized void record() {
        seen.clear();
        recorded.clear();
        armed = null;
        recording = true;
    }

    /** Ends the recorded run. */
    synchronized List<CrashPoint> recorded() {
        recording = false;
        return List.copyOf(recorded);
    }

    synchronized void arm(CrashPoint point) {
        seen.clear();
        recording = false;
        striking = false;
        struck = false;
        armed = point;
    }

    /** Whether the armed point came and its part has died: nothing of that life has an effect any more. */
    synchronized boolean hasStruck() {
        return struck;
    }

    synchronized void disarm() {
        armed = null;
    }

    /** Whether its part is dying at this moment. */
    synchronized boolean isStriking() {
        return striking && !struck;
    }

    /** This part's process has gone by itself: it has come to the armed point, if that is one that only it can see. */
    synchronized void struckElsewhere(String part) {
        if (armed != null && armed.kind() == Kind.RECORD && armed.dies().equals(part)) {
            striking = true;
            struck = true;
        }
    }

    /**
     * Something happens at which one of these parts can die.
     *
     * @return true when one has died of it: whoever passes here must go no further
     */
    boolean passes(Kind kind, String what, Phase phase, List<String> mortals) {
        String victim = null;
        synchronized (this) {
            for (String mortal : mortals) {
                int occurrence = seen.merge(kind + "|" + what + "|" + phase + "|" + mortal, 1, Integer::sum);
                if (recording) {
                    recorded.add(new CrashPoint(recorded.size() + 1, kind, what, occurrence, phase, mortal));
                } else if (!striking
                        && armed != null
                        && armed.isAt(kind, what, phase, mortal)
                        && armed.occurrence() == occurrence) {
                    striking = true;
                    victim = mortal;
                }
            }
        }
        if (victim != null) {
            kill.accept(victim);
            synchronized (this) {
                struck = true; // not before: a run must not be judged while its part is dying
            }
        }
        return victim != null;
    }
}
