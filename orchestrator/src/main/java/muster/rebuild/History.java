package muster.rebuild;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import muster.instance.Evolution;
import muster.schemas.Instance;
import muster.schemas.InstanceEvent.Forgotten;
import muster.schemas.InstanceId;
import muster.schemas.JournalEntry;
import muster.schemas.Json;

/** Histories as files: one journal entry a line, in its own JSON. */
public final class History {
    private History() {}

    public static void write(List<JournalEntry> entries, BufferedWriter to) throws IOException {
        for (var entry : entries) {
            to.write(new String(Json.write(entry), StandardCharsets.UTF_8));
            to.newLine();
        }
        to.flush();
    }

    /**
     * @param problems a line each: what cannot be read, or does not follow from what stands before it
     * @param states what each instance has come to
     */
    public record Replayed(long entries, Map<InstanceId, Instance> states, List<String> problems) {
        public Replayed {
            states = Map.copyOf(states);
            problems = List.copyOf(problems);
        }
    }

    /** Folds a history, and holds each entry's count of events to the fold's. */
    public static Replayed replay(BufferedReader from) throws IOException {
        var states = new HashMap<InstanceId, Instance>();
        var problems = new ArrayList<String>();
        long number = 0;
        for (var line = from.readLine(); line != null; line = from.readLine()) {
            number++;
            if (!line.isBlank()) {
                var problem = fold(line, states);
                var at = number;
                problem.ifPresent(what -> problems.add("line " + at + ": " + what));
            }
        }
        return new Replayed(number, states, problems);
    }

    private static Optional<String> fold(String line, Map<InstanceId, Instance> states) {
        JournalEntry entry;
        try {
            entry = Json.read(line.getBytes(StandardCharsets.UTF_8), JournalEntry.class);
        } catch (IOException unreadable) {
            return Optional.of("not a journal entry: "
                    + String.valueOf(unreadable.getMessage())
                            .lines()
                            .findFirst()
                            .orElse(""));
        }
        var before = states.getOrDefault(entry.instance(), Instance.unseen(entry.instance()));
        var expected = before.sequence() + entry.events().size();
        var forgotten = entry.events().stream().anyMatch(Forgotten.class::isInstance);
        states.put(
                entry.instance(),
                forgotten ? Instance.unseen(entry.instance()) : Evolution.fold(before, entry.events()));
        return entry.sequence() == expected
                ? Optional.empty()
                : Optional.of("it is entry " + entry.sequence() + " of " + entry.instance() + ", and " + expected
                        + " would follow: entries are missing, or out of order");
    }
}
