package muster.checker;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One line of the journal, of those kinds that the invariants speak of. */
sealed interface Fact {
    Place place();

    /** @param seq the line's number, which orders lines of the same millisecond */
    record Place(long seq, Instant at) {
        @Override
        public String toString() {
            return "seq " + seq;
        }
    }

    /**
     * @param changed whether this call changed the world
     * @param fault that was injected into it; empty where none was
     * @param instances that it was about, where its request says
     */
    record Call(
            Place place,
            String service,
            String action,
            String outcome,
            boolean changed,
            String fault,
            List<String> instances)
            implements Fact {}

    /** @param effect as its parameters say; empty where they don't */
    record CommandSent(Place place, String command, String effect, List<String> instances) implements Fact {}

    /** @param addresses private and public ones; an instance in an IPv6-only subnet has no IPv4 address at all */
    record Launched(Place place, String instance, String group, List<String> addresses) implements Fact {}

    record StateChanged(Place place, String instance, String state) implements Fact {}

    record LifecycleMoved(Place place, String instance, String state) implements Fact {}

    record AgentSeen(Place place, String instance, boolean online) implements Fact {}

    record HookOpened(Place place, Hook hook) implements Fact {}

    record HookAnswered(Place place, String instance, String token, boolean launching, String result, String by)
            implements Fact {}

    record HookWithdrawn(Place place, String instance, String token) implements Fact {}

    record Tagged(Place place, String instance, Map<String, String> tags) implements Fact {}

    record Untagged(Place place, String instance, List<String> keys) implements Fact {}

    record RecordUpserted(Place place, RecordKey key, List<String> values, boolean changed, List<String> previous)
            implements Fact {}

    record RecordDeleted(Place place, RecordKey key, List<String> values) implements Fact {}

    /**
     * @param hostname that the host started under; empty where the instance metadata had no tag {@code Hostname} yet
     * @param done false where the host had the marker of this effect already
     */
    record CommandRan(
            Place place, String command, String document, String instance, String effect, String hostname, boolean done)
            implements Fact {}

    record CommandFinished(Place place, String command, String instance, String status) implements Fact {}

    record TableWritten(Place place, String table, Write write) implements Fact {}

    /** @param token there for the two lifecycle actions */
    record EventEmitted(
            Place place,
            String id,
            String detailType,
            String instance,
            Optional<String> token,
            int deliveries,
            long delayMillis)
            implements Fact {}

    /** A kind that no invariant speaks of. */
    record Other(Place place, String kind) implements Fact {}

    /**
     * @param origin empty where the group leaves it out; likewise the destination
     * @param action {@code ReplaceRootVolume}, or empty
     */
    record Hook(
            String instance,
            String group,
            String name,
            String token,
            boolean launching,
            String origin,
            String destination,
            String action) {
        private static final String ACTIVE_GROUP = "AutoScalingGroup";

        /** Whether the machine only gets another root volume: then no life begins or ends. */
        boolean replacesRootVolume() {
            return action.equals("ReplaceRootVolume")
                    || (origin.equals(ACTIVE_GROUP) && destination.equals(ACTIVE_GROUP));
        }

        /** Whether the instance is in service once the hook is answered with CONTINUE. */
        boolean leadsIntoService() {
            return launching && (destination.isEmpty() || destination.equals(ACTIVE_GROUP));
        }

        /** Whether a life begins with it. */
        boolean opensLife() {
            return leadsIntoService() && !replacesRootVolume();
        }

        /** Whether a life ends with it. */
        boolean endsLife() {
            return !launching && !replacesRootVolume() && (origin.isEmpty() || origin.equals(ACTIVE_GROUP));
        }

        /** Whether both are hooks of one transition, where they are open at the same time. */
        boolean isAlike(Hook other) {
            return instance.equals(other.instance)
                    && launching == other.launching
                    && origin.equals(other.origin)
                    && destination.equals(other.destination)
                    && action.equals(other.action);
        }
    }

    record RecordKey(String zone, String name, String type) {
        @Override
        public String toString() {
            return type + " " + name;
        }
    }

    /** A write of one item. Attribute values are plain JSON as text, numbers and booleans likewise. */
    sealed interface Write {
        Map<String, String> key();

        record Put(Map<String, String> key, Map<String, String> item) implements Write {}

        record Update(Map<String, String> key, String expression, Map<String, String> names, Map<String, String> values)
                implements Write {}

        record Delete(Map<String, String> key) implements Write {}
    }
}
