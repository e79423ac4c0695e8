package muster.effects;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What waits, in the order in which it goes: by priority, and within one by groups in turn; of each group those first whose
 * lives are furthest, in the order in which they came. So a group with one waits for one of each other group at most, however
 * many those have. Not thread-safe.
 */
final class FairQueue<E> {
    private final Map<Turn.Priority, LinkedHashMap<String, Line<E>>> waiting = new EnumMap<>(Turn.Priority.class);
    private int size;

    /** Of one group. */
    private static final class Line<E> {
        private final NavigableMap<Integer, Deque<E>> byProgress = new TreeMap<>(Comparator.reverseOrder());

        Deque<E> at(int progress) {
            return byProgress.computeIfAbsent(progress, _ -> new ArrayDeque<>());
        }

        boolean isEmpty() {
            return byProgress.isEmpty();
        }

        E first() {
            return byProgress.firstEntry().getValue().getFirst();
        }

        E removeFirst() {
            var furthest = byProgress.firstEntry();
            var first = furthest.getValue().removeFirst();
            if (furthest.getValue().isEmpty()) {
                byProgress.remove(furthest.getKey());
            }
            return first;
        }
    }

    FairQueue() {
        for (var priority : Turn.Priority.values()) {
            waiting.put(priority, new LinkedHashMap<>());
        }
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void add(Turn turn, E element) {
        line(turn).addLast(element);
        size++;
    }

    /** Ahead of its group's others: it was taken before them, and has to be taken again. */
    void putBack(Turn turn, E element) {
        line(turn).addFirst(element);
        size++;
    }

    private Deque<E> line(Turn turn) {
        return groups(turn.priority())
                .computeIfAbsent(turn.group(), _ -> new Line<>())
                .at(turn.progress());
    }

    private LinkedHashMap<String, Line<E>> groups(Turn.Priority priority) {
        return waiting.computeIfAbsent(priority, _ -> new LinkedHashMap<>());
    }

    /** The one that goes next; it stays. */
    Optional<E> peek() {
        return waiting.values().stream()
                .flatMap(groups -> groups.values().stream())
                .findFirst()
                .map(Line::first);
    }

    /** Takes the one that goes next. */
    Optional<E> poll() {
        var first = new boolean[] {true};
        var taken = take(_ -> {
            var whether = first[0];
            first[0] = false;
            return whether;
        });
        return taken.stream().findFirst();
    }

    /**
     * Takes as many as there is room for, in their order. A group whose next one finds no room is passed over, for its own
     * order's sake.
     *
     * @param room asked once for each candidate, whether it still fits beside those that it has said yes to
     */
    List<E> take(Predicate<E> room) {
        var taken = new ArrayList<E>();
        for (var groups : waiting.values()) {
            takeInTurn(groups, room, taken);
        }
        size -= taken.size();
        return taken;
    }

    private void takeInTurn(LinkedHashMap<String, Line<E>> groups, Predicate<E> room, List<E> taken) {
        // in the order in which they were asked, so that the next to be taken from is the one that waits longest
        var passedOver = new LinkedHashMap<String, Line<E>>();
        while (!groups.isEmpty()) {
            var next = groups.pollFirstEntry();
            var line = next.getValue();
            if (!room.test(line.first())) {
                passedOver.put(next.getKey(), line);
                continue;
            }
            taken.add(line.removeFirst());
            if (!line.isEmpty()) {
                groups.putLast(next.getKey(), line);
            }
        }
        groups.putAll(passedOver);
    }
}
