package io.bactrian.testkit;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** Helps people who misspelt a name. */
final class Names {

    private Names() {}

    /** {@code a, b, c} in alphabetical order, each once; {@code none} of none. */
    static String list(Collection<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", new TreeSet<>(names));
    }

    /** {@code ; did you mean shipping?} when one of the names is close, else nothing. */
    static String didYouMean(String wrong, Collection<String> names) {
        int tolerable = Math.max(1, wrong.length() / 3);
        return List.copyOf(new TreeSet<>(names)).stream()
                .filter(name -> distance(wrong, name) <= tolerable)
                .min(Comparator.comparingInt(name -> distance(wrong, name)))
                .map(name -> "; did you mean " + name + "?")
                .orElse("");
    }

    /** How many letters must be changed, added or left out. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int change = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}
