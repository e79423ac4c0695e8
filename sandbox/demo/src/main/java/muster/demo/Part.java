package muster.demo;

import java.util.List;

/**
 * What one host goes through.
 *
 * @param name for people
 * @param entry how it comes to be
 * @param turns what then happens to it, one after the other
 * @param ending what it must have come to
 */
record Part(String name, Entry entry, List<Turn> turns, Ending ending) {

    enum Entry {
        DIRECT("validator-direct", "launched"),
        RUNNING_POOL("validator-warm", "running pool"),
        STOPPED_POOL("validator-cold", "stopped pool"),
        LAST_NAME("archive-store", "launched, takes the last name"),
        NO_NAME("archive-store", "launched, finds no free name"),
        FOREIGN("billing", "another team's");

        private final String group;
        private final String words;

        Entry(String group, String words) {
            this.group = group;
            this.words = words;
        }

        String group() {
            return group;
        }

        String words() {
            return words;
        }

        boolean isPool() {
            return this == RUNNING_POOL || this == STOPPED_POOL;
        }
    }

    enum Turn {
        PROMOTE("promoted"),
        RETURN("returned"),
        KILL("killed by hand"),
        SCALE_IN("scaled in"),
        MAKE_WAY("scaled in"),
        BREAK_SERVICE("its service fails"),
        REPLACE_DISK("gets another root volume"),
        LEAVE_POOL("removed");

        private final String words;

        Turn(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    enum Ending {
        /** In service, named, resolvable, tagged, started. */
        SERVING,
        /** In service and named; its service did not start, and somebody has to look. */
        PARKED,
        /** Terminated, and nothing of it left. */
        GONE,
        /** As if Muster weren't there. */
        UNTOUCHED
    }

    Part {
        turns = List.copyOf(turns);
    }

    /** How many lives in the active group it has by the end. */
    int lives() {
        int promotions =
                (int) turns.stream().filter(turn -> turn == Turn.PROMOTE).count();
        return entry.isPool() ? promotions : 1;
    }

    String words() {
        StringBuilder words = new StringBuilder(entry.words());
        turns.forEach(turn -> words.append(", ").append(turn.words()));
        return words.toString();
    }
}
