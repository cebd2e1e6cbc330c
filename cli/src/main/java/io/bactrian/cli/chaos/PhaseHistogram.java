package io.bactrian.cli.chaos;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Into which phases the kills fell: a kill counts once for each phase that some saga, which needed the victim, was in. */
public final class PhaseHistogram {

    private static final int WIDEST = 40;

    private final Map<Phase, Integer> kills = new EnumMap<>(Phase.class);
    private final Map<Phase, Integer> sagas = new EnumMap<>(Phase.class);
    private int idle;

    PhaseHistogram(List<Kill> all, List<SagaHistory> histories) {
        for (Kill kill : all) {
            Set<Phase> hit = EnumSet.noneOf(Phase.class);
            for (SagaHistory history : histories) {
                history.at(kill.at(), kill.part()).ifPresent(position -> {
                    hit.add(position.phase());
                    sagas.merge(position.phase(), 1, Integer::sum);
                });
            }
            hit.forEach(phase -> kills.merge(phase, 1, Integer::sum));
            idle += hit.isEmpty() ? 1 : 0;
        }
    }

    /** Judges kills from what the coordinator and the participants wrote down. */
    public static PhaseHistogram of(List<Kill> kills, Histories histories) throws IOException {
        return new PhaseHistogram(kills, histories.read());
    }

    public int kills(Phase phase) {
        return kills.getOrDefault(phase, 0);
    }

    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("  phase           kills  sagas");
        int most = kills.values().stream().mapToInt(Integer::intValue).max().orElse(1);
        for (Phase phase : Phase.values()) {
            lines.add(String.format(
                    "  %-14s  %5d  %5d  %s",
                    phase.name().toLowerCase(Locale.ROOT),
                    kills(phase),
                    sagas.getOrDefault(phase, 0),
                    "█".repeat(kills(phase) * WIDEST / most)));
        }
        lines.add("  no saga needed the victim: " + idle + " kills");
        return lines;
    }
}
