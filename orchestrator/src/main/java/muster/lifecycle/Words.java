package muster.lifecycle;

import java.util.Comparator;
import java.util.List;

/** Helps a person who has mistyped. */
final class Words {
    private Words() {}

    /** The known word that is nearest, where one is near, and all of them. */
    static String suggest(String word, List<String> known) {
        var nearest = known.stream()
                .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
                .filter(candidate -> distance(word, candidate) <= 3)
                .map(candidate -> "did you mean '" + candidate + "'? ")
                .orElse("");
        return "(" + nearest + "known: " + String.join(", ", known) + ")";
    }

    /** Levenshtein's: insertions, deletions and replacements of one letter. */
    private static int distance(String a, String b) {
        var row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            var diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                var replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
