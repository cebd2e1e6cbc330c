package io.bactrian.cli.demo;

import io.bactrian.cli.demo.Outcome.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Counts outcomes as they come in; safe for use by many threads. */
final class Tally {

    private final Map<String, Outcome> outcomes = new LinkedHashMap<>();

    synchronized void add(String orderId, Outcome outcome) {
        outcomes.put(orderId, outcome);
    }

    synchronized int size() {
        return outcomes.size();
    }

    synchronized long count(Kind kind) {
        return outcomes.values().stream()
                .filter(outcome -> outcome.kind() == kind)
                .count();
    }

    synchronized List<String> orders(Kind kind) {
        return outcomes.entrySet().stream()
                .filter(entry -> entry.getValue().kind() == kind)
                .map(Map.Entry::getKey)
                .toList();
    }

    synchronized Outcome of(String orderId) {
        Outcome outcome = outcomes.get(orderId);
        return outcome == null ? new Outcome(Kind.OPEN, "never sent", Duration.ZERO) : outcome;
    }

    /** Why they ended like this, most frequent first: the part of the reason before its colon. */
    synchronized String reasons(Kind kind) {
        Map<String, Long> reasons = outcomes.values().stream()
                .filter(outcome -> outcome.kind() == kind)
                .collect(Collectors.groupingBy(Tally::category, Collectors.counting()));
        return reasons.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    private static String category(Outcome outcome) {
        int colon = outcome.reason().indexOf(':');
        return colon < 0 ? outcome.reason() : outcome.reason().substring(0, colon);
    }

    /** The time within which that share of the orders was through, zero when there are none. */
    synchronized Duration percentile(double share) {
        List<Duration> times =
                new ArrayList<>(outcomes.values().stream().map(Outcome::took).toList());
        times.sort(null);
        return times.isEmpty() ? Duration.ZERO : times.get((int) Math.ceil(share * times.size()) - 1);
    }
}
