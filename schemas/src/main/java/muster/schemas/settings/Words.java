package muster.schemas.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Helps a person who has mistyped. */
public final class Words {
    private Words() {}

    /** The known word that is nearest, where one is near, and all of them. */
    public static String suggest(String word, List<String> known) {
        return "("
                + nearest(word, known, 3)
                        .map(it -> "did you mean '" + it + "'? ")
                        .orElse("") + "known: " + String.join(", ", known) + ")";
    }

    /**
     * The known word that is nearest.
     *
     * @param letters that may differ at the most
     */
    public static Optional<String> nearest(String word, Collection<String> known, int letters) {
        return known.stream()
                .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
                .filter(candidate -> distance(word, candidate) <= letters);
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
