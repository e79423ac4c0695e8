package muster.checker;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Collects violations. */
final class Findings {
    private final Map<Invariant, List<String>> sentences = new EnumMap<>(Invariant.class);

    /** @param judged those of which it will be said whether they hold */
    Findings(Iterable<Invariant> judged) {
        judged.forEach(invariant -> sentences.put(invariant, new ArrayList<>()));
    }

    /** @param places the lines that show it, in order */
    void add(Invariant invariant, String sentence, Fact.Place... places) {
        StringBuilder text = new StringBuilder(sentence);
        for (int i = 0; i < places.length; i++) {
            text.append(i == 0 ? " (" : ", ").append(places[i]);
        }
        sentences
                .computeIfAbsent(invariant, _ -> new ArrayList<>())
                .add(places.length == 0 ? text.toString() : text.append(')').toString());
    }

    Map<Invariant, List<String>> all() {
        return Collections.unmodifiableMap(sentences);
    }
}
