package muster.rebuild;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import muster.instance.InstanceDecider;
import muster.lifecycle.Lifecycles;
import muster.schemas.InstanceId;
import muster.schemas.JournalEntry;
import muster.schemas.Json;
import muster.schemas.Signal;
import muster.schemas.topic.Topics;
import muster.stream.Reading;
import muster.stream.SignalReader;
import muster.stream.TopicReading;

/**
 * The raw input topics, decided once more by today's code and lifecycles: what would be decided differently. AWS's events
 * are read anew from their topics; what AWS answered is taken from the journal, where the same was asked then.
 */
public final class Replay {
    private final TopicReading reading;
    private final Topics topics;
    private final DryRun dryRun;
    private final SignalReader events;
    private final Lifecycles lifecycles;

    /** @param lifecycles of the decider */
    public Replay(
            TopicReading reading, Topics topics, SignalReader events, InstanceDecider today, Lifecycles lifecycles) {
        this.reading = reading;
        this.events = events;
        this.topics = topics;
        this.lifecycles = lifecycles;
        this.dryRun = new DryRun(today);
    }

    /**
     * @param missing what was done then and would not be done today
     * @param added what would be done today and was not done then
     * @param before the state that it came to, and {@code after} the one it would come to
     */
    public record Difference(
            InstanceId instance, List<String> missing, List<String> added, String before, String after) {}

    /**
     * @param events that were read from the input topics
     * @param stranded instances that today's lifecycles would leave waiting where they are now
     */
    public record Report(int instances, long events, List<Difference> differences, List<Stranded> stranded) {
        public Report {
            differences = List.copyOf(differences);
            stranded = List.copyOf(stranded);
        }
    }

    /** @param since what was heard before is taken as it was decided then */
    public Report run(Instant since) {
        var entries = journal();
        var heardOf = new HashMap<InstanceId, List<Signal>>();
        var read = new long[1];
        var end = new Instant[] {since};
        for (var topic : List.of(
                topics.launchSuccessful(),
                topics.ec2Running(),
                topics.terminating(),
                topics.commandStatus(),
                topics.interruptions())) {
            reading.all(topic, record -> {
                var heard = Instant.ofEpochMilli(record.timestamp());
                if (record.value() != null && record.key() != null && !heard.isBefore(since)) {
                    read[0]++;
                    note(new String(record.key(), StandardCharsets.UTF_8), record.value(), heard, heardOf);
                }
            });
        }
        entries.values()
                .forEach(all ->
                        end[0] = later(end[0], all.getLast().signal().from().heard()));
        var differences = new TreeMap<InstanceId, Difference>();
        heardOf.forEach((id, signals) -> {
            signals.sort(Comparator.comparing((Signal signal) -> signal.from().heard()));
            var known = entries.getOrDefault(id, List.of());
            var then = DryRun.then(id, known, since);
            var today = dryRun.today(id, known, signals, since, end[0]);
            compare(id, then, today, differences);
        });
        return new Report(
                heardOf.size(), read[0], new ArrayList<>(differences.values()), Stranded.by(lifecycles, entries));
    }

    private Map<InstanceId, List<JournalEntry>> journal() {
        var entries = new HashMap<InstanceId, List<JournalEntry>>();
        var deserializer = Json.journal().deserializer();
        reading.all(topics.journal(), record -> {
            var entry = deserializer.deserialize(topics.journal(), record.value());
            entries.computeIfAbsent(entry.instance(), _ -> new ArrayList<>()).add(entry);
        });
        return entries;
    }

    private void note(String key, byte[] value, Instant heard, Map<InstanceId, List<Signal>> noted) {
        if (events.read(value, heard) instanceof Reading.Read(var signals)) {
            signals.stream()
                    .filter(signal -> signal.from().instance().value().equals(key))
                    .forEach(signal -> noted.computeIfAbsent(signal.from().instance(), _ -> new ArrayList<>())
                            .add(signal));
        }
    }

    private static void compare(
            InstanceId id, DryRun.Course then, DryRun.Course today, Map<InstanceId, Difference> differences) {
        var missing = without(then.effects(), today.effects());
        var added = without(today.effects(), then.effects());
        if (!missing.isEmpty() || !added.isEmpty() || !then.state().equals(today.state())) {
            differences.put(id, new Difference(id, missing, added, then.state(), today.state()));
        }
    }

    /** What is in the one more often than in the other. */
    private static List<String> without(List<String> these, List<String> those) {
        var left = new ArrayList<>(these);
        those.forEach(left::remove);
        return left;
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
