package muster.rebuild;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import muster.instance.Evolution;
import muster.schemas.Instance;
import muster.schemas.InstanceEvent.Forgotten;
import muster.schemas.InstanceId;
import muster.schemas.JournalEntry;
import muster.schemas.Json;
import muster.stream.StoredTimers;
import muster.stream.TopicReading;
import org.jspecify.annotations.Nullable;

/**
 * The fold of the journal against the live state and its timers, instance by instance, next to a running system. The live
 * state is read first, from the changelogs of its stores; then the journal, which by then has at least as much. Each instance is compared at
 * the moment at which the live one stood, told by its count of events.
 */
public final class Verification {
    /** An instance that began, or was forgotten, between the two readings is looked at again. */
    private static final int MOST_LOOKS = 3;

    private final TopicReading reading;

    public Verification(TopicReading reading) {
        this.reading = reading;
    }

    /** One instance whose two states are not the same. A side that knows nothing of it is empty. */
    public record Difference(InstanceId instance, String live, String folded) {}

    /** @param instances that were compared */
    public record Verdict(int instances, long entries, List<Difference> differences) {
        public Verdict {
            differences = List.copyOf(differences);
        }
    }

    /** What the journal says of one instance. */
    private static final class Fold {
        Instance state;
        /** The state at which it had the live one's count of events, as it was last. */
        List<Instance> atLiveCount = new ArrayList<>();

        Fold(InstanceId id) {
            state = Instance.unseen(id);
        }
    }

    /**
     * @param changelog of the store of instances
     * @param timers changelog of the store of timers
     * @param journal topic
     */
    public Verdict run(String changelog, String timers, String journal) {
        var verdict = look(changelog, timers, journal);
        for (int looks = 1; looks < MOST_LOOKS && !verdict.differences().isEmpty(); looks++) {
            verdict = look(changelog, timers, journal);
        }
        return verdict;
    }

    private Verdict look(String changelog, String timers, String journal) {
        var timersBefore = StoredTimers.of(reading, timers);
        var live = live(changelog);
        var timersAfter = StoredTimers.of(reading, timers);
        var folds = new HashMap<InstanceId, Fold>();
        var entries = new long[1];
        var deserializer = Json.journal().deserializer();
        reading.all(journal, record -> {
            entries[0]++;
            fold(deserializer.deserialize(journal, record.value()), live, folds);
        });
        var differences = new TreeMap<InstanceId, Difference>();
        live.forEach((id, state) -> {
            var fold = folds.get(id);
            if (fold == null || !fold.atLiveCount.contains(state)) {
                differences.put(id, difference(id, state, fold));
            }
        });
        folds.forEach((id, fold) -> {
            if (!live.containsKey(id) && fold.state.sequence() > 0) {
                differences.put(id, new Difference(id, "", text(fold.state)));
            }
        });
        timerDifferences(live, timersBefore, timersAfter)
                .forEach((id, difference) -> differences.putIfAbsent(id, difference));
        return new Verdict(live.size(), entries[0], new ArrayList<>(differences.values()));
    }

    /**
     * A timer that only one side knows would never fire, or fire for nothing. The store of timers is read on both sides of
     * the states: what was set or cleared between two readings is in one of them.
     */
    private static Map<InstanceId, Difference> timerDifferences(
            Map<InstanceId, Instance> live, Set<StoredTimers.Timer> before, Set<StoredTimers.Timer> after) {
        var differences = new HashMap<InstanceId, Difference>();
        live.forEach((id, state) -> state.timers().forEach((name, due) -> {
            var timer = new StoredTimers.Timer(id, name, due);
            if (!before.contains(timer) && !after.contains(timer)) {
                differences.put(
                        id,
                        new Difference(
                                id, text(state), "the timer " + name + ", due at " + due + ", is in no timer store"));
            }
        }));
        for (var timer : before) {
            var state = live.getOrDefault(timer.instance(), Instance.unseen(timer.instance()));
            if (after.contains(timer) && !timer.due().equals(state.timers().get(timer.timer()))) {
                differences.put(
                        timer.instance(),
                        new Difference(
                                timer.instance(),
                                text(state),
                                "the timer store has " + timer.timer() + ", due at " + timer.due()
                                        + ", and the state does not"));
            }
        }
        return differences;
    }

    private Map<InstanceId, Instance> live(String changelog) {
        var live = new HashMap<InstanceId, Instance>();
        var keys = Json.key().deserializer();
        var states = Json.instance().deserializer();
        reading.all(changelog, record -> {
            var id = keys.deserialize(changelog, record.key());
            if (record.value() == null) {
                live.remove(id);
            } else {
                live.put(id, states.deserialize(changelog, record.value()));
            }
        });
        return live;
    }

    private static void fold(JournalEntry entry, Map<InstanceId, Instance> live, Map<InstanceId, Fold> folds) {
        var fold = folds.computeIfAbsent(entry.instance(), Fold::new);
        fold.state = Evolution.fold(fold.state, entry.events());
        if (entry.events().stream().anyMatch(Forgotten.class::isInstance)) {
            // it counts anew, should it ever be heard of again
            fold.state = Instance.unseen(entry.instance());
        }
        var there = live.get(entry.instance());
        if (there != null && there.sequence() == fold.state.sequence()) {
            fold.atLiveCount.add(fold.state);
        }
    }

    private static Difference difference(InstanceId id, Instance live, @Nullable Fold fold) {
        if (fold == null) {
            return new Difference(id, text(live), "");
        }
        return new Difference(
                id, text(live), text(fold.atLiveCount.isEmpty() ? fold.state : fold.atLiveCount.getLast()));
    }

    private static String text(Instance instance) {
        return new String(Json.write(instance), StandardCharsets.UTF_8);
    }
}
