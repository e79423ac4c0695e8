package muster.awssim.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import muster.awssim.base.Dice;
import muster.awssim.base.Json;
import muster.awssim.base.Scope;
import muster.awssim.base.Turns;
import muster.awssim.journal.Journal;

/** Route 53: hosted zones and batches of changes that take effect whole or not at all. */
public final class Dns {
    /** Per request; an UPSERT counts twice. */
    private static final int MOST_RECORDS = 1000;
    /** Per request, in all values together; those of an UPSERT count twice. */
    private static final int MOST_CHARACTERS = 32_000;

    /** In bytes, with the dots between the labels. */
    private static final int LONGEST_NAME = 255;

    private static final int LONGEST_LABEL = 63;

    private final Turns turns;
    private final Dice dice;
    private final Journal journal;
    private final Duration changeTime;
    private final Map<String, Zone> zones = new LinkedHashMap<>();
    private final Map<String, DnsChange> changes = new HashMap<>();
    private boolean oneBatchAtATime;

    Dns(Turns turns, Dice dice, Journal journal, Duration changeTime) {
        this.turns = turns;
        this.dice = dice;
        this.journal = journal;
        this.changeTime = changeTime;
    }

    /** Whether a zone refuses a batch with PriorRequestNotComplete until the one before is INSYNC. */
    public void oneBatchAtATime(boolean on) {
        turns.take(() -> {
            oneBatchAtATime = on;
        });
    }

    public Zone createZone(Scope scope, String name, String callerReference, boolean isPrivate) {
        return turns.take(() -> {
            if (zones(scope).stream().anyMatch(zone -> zone.callerReference().equals(callerReference))) {
                throw new Refusal(
                        "HostedZoneAlreadyExists",
                        "A hosted zone has already been created with the specified caller reference.",
                        409);
            }
            String id = "Z" + dice.hex(20, "zone").toUpperCase(Locale.ROOT);
            Zone zone = new Zone(id, scope.account(), RecordSet.normalize(name), callerReference, isPrivate);
            zones.put(id, zone);
            journal.record(scope, "zone-created", Json.object().put("zone", id).put("name", zone.name()));
            return zone;
        });
    }

    /** In the order of their names. */
    public List<Zone> zones(Scope scope) {
        return turns.take(() -> zones.values().stream()
                .filter(zone -> zone.account().equals(scope.account()))
                .sorted(Comparator.comparing((Zone zone) -> RecordSet.sortKey(zone.name())))
                .toList());
    }

    /** @throws Refusal NoSuchHostedZone */
    public Zone zone(Scope scope, String id) {
        return zones(scope).stream()
                .filter(zone -> zone.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new Refusal("NoSuchHostedZone", "No hosted zone found with ID: " + id, 404));
    }

    public Optional<DnsChange> change(String id) {
        return Optional.ofNullable(changes.get(id));
    }

    /** @throws Refusal InvalidChangeBatch with every reason, NoSuchHostedZone or PriorRequestNotComplete */
    public DnsChange apply(Scope scope, String zoneId, List<RecordChange> batch, String comment) {
        return turns.take(() -> {
            Zone zone = zone(scope, zoneId);
            Instant now = turns.now();
            if (oneBatchAtATime && zone.isBusy(now)) {
                throw new Refusal(
                        "PriorRequestNotComplete",
                        "The request was rejected because Route 53 was still processing a prior request.");
            }
            refuseIfInvalid(zone, batch);
            batch.forEach(change -> apply(scope, zone, change));
            String id = "C" + dice.hex(20, "change").toUpperCase(Locale.ROOT);
            DnsChange accepted = new DnsChange(id, now, now.plus(changeTime), comment);
            zone.busyUntil(accepted.inSync());
            changes.put(id, accepted);
            return accepted;
        });
    }

    private void apply(Scope scope, Zone zone, RecordChange change) {
        RecordSet set = change.set();
        Optional<RecordSet> before = zone.find(set);
        boolean deletes = change.action() == RecordChange.Action.DELETE;
        ObjectNode line = Json.object()
                .put("zone", zone.id())
                .put("name", set.name())
                .put("type", set.type())
                .put("ttl", set.ttl())
                .put("changed", deletes || before.filter(set::equals).isEmpty());
        line.set("values", Json.of(set.values()));
        if (deletes) {
            zone.remove(set);
        } else {
            zone.put(set);
            before.filter(old -> !old.values().equals(set.values()))
                    .ifPresent(old -> line.set("previous", Json.of(old.values())));
        }
        journal.record(scope, deletes ? "record-deleted" : "record-upserted", line);
    }

    private static void refuseIfInvalid(Zone zone, List<RecordChange> batch) {
        int records = weighed(batch, set -> set.values().size());
        if (records > MOST_RECORDS) {
            throw new Refusal("InvalidChangeBatch", "[Number of records limit of " + MOST_RECORDS + " exceeded.]");
        }
        int characters = weighed(
                batch, set -> set.values().stream().mapToInt(String::length).sum());
        if (characters > MOST_CHARACTERS) {
            throw new Refusal("InvalidChangeBatch", "[RDATA character limit of " + MOST_CHARACTERS + " exceeded.]");
        }
        Batch checked = new Batch(zone);
        batch.forEach(checked::check);
        if (!checked.complaints.isEmpty()) {
            throw new Refusal("InvalidChangeBatch", "[" + String.join(", ", checked.complaints) + "]");
        }
    }

    private static int weighed(List<RecordChange> batch, ToIntFunction<RecordSet> size) {
        return batch.stream()
                .mapToInt(change ->
                        size.applyAsInt(change.set()) * (change.action() == RecordChange.Action.UPSERT ? 2 : 1))
                .sum();
    }

    /** Looks at the changes of a batch in their order, as each would find the zone. */
    private static final class Batch {
        private final Zone zone;
        private final Set<String> named = new HashSet<>();
        private final Map<String, Optional<RecordSet>> after = new HashMap<>();
        private final List<String> complaints = new ArrayList<>();

        Batch(Zone zone) {
            this.zone = zone;
        }

        void check(RecordChange change) {
            RecordSet set = change.set();
            String key = key(set);
            Optional<RecordSet> before = after.getOrDefault(key, zone.find(set));
            checkName(set.name());
            if (!set.isWithin(zone.name())) {
                complaints.add("RRSet with DNS name " + set.name() + " is not permitted in zone " + zone.name());
            } else {
                checkValues(change);
                checkAgainst(before, change);
            }
            checkNeighbours(change);
            // deleting a set and then creating it anew in one batch is how a set is replaced; all else may be named
            // once
            boolean deletes = change.action() == RecordChange.Action.DELETE;
            if (!named.add(key + (deletes ? " delete" : " put"))) {
                complaints.add("The request contains an invalid set of changes for a resource record set '" + set.type()
                        + " " + set.name() + "'");
            }
            after.put(key, deletes ? Optional.empty() : Optional.of(set));
        }

        private static String key(RecordSet set) {
            return set.type() + " " + set.name();
        }

        /** RFC 1035, 2.3.4, with the words of Route 53. */
        private void checkName(String name) {
            String bare = name.substring(0, name.length() - 1);
            if (bare.length() > LONGEST_NAME) {
                complaints.add(
                        "FATAL problem: DomainNameTooLong (Domain name is too long) encountered with '" + bare + "'");
            }
            for (String label : bare.split("\\.", -1)) {
                if (label.length() > LONGEST_LABEL) {
                    complaints.add("FATAL problem: DomainLabelTooLong (Domain label is too long) encountered with '"
                            + label + "'");
                } else if (label.isEmpty()) {
                    complaints.add(
                            "FATAL problem: DomainLabelEmpty (Domain label is empty) encountered with '" + bare + "'");
                }
            }
        }

        /** A CNAME bears no other set next to it (RFC 1034, 3.6.2). */
        private void checkNeighbours(RecordChange change) {
            RecordSet set = change.set();
            if (change.action() == RecordChange.Action.DELETE) {
                return;
            }
            List<RecordSet> others = zone.sets().stream()
                    .filter(other ->
                            !after.getOrDefault(key(other), Optional.of(other)).isEmpty())
                    .filter(other ->
                            other.name().equals(set.name()) && !other.type().equals(set.type()))
                    .toList();
            String named = "RRSet of type " + set.type() + " with DNS name " + set.name() + " is not permitted ";
            if (set.type().equals("CNAME") && !others.isEmpty()) {
                complaints.add(
                        named + "as it conflicts with other records with the same DNS name in zone " + zone.name());
            }
            if (others.stream().anyMatch(other -> other.type().equals("CNAME"))) {
                complaints.add(named + "because a conflicting RRSet of type CNAME with the same DNS name already exists"
                        + " in zone " + zone.name());
            }
        }

        private void checkAgainst(Optional<RecordSet> before, RecordChange change) {
            RecordSet set = change.set();
            String what = "resource record set [name='" + set.name() + "', type='" + set.type() + "'] but ";
            switch (change.action()) {
                case CREATE -> {
                    if (before.isPresent()) {
                        complaints.add("Tried to create " + what + "it already exists");
                    }
                }
                case DELETE -> {
                    if (before.isEmpty()) {
                        complaints.add("Tried to delete " + what + "it was not found");
                    } else if (!sameValues(before.get(), set)) {
                        complaints.add(
                                "Tried to delete " + what + "the values provided do not match the current values");
                    }
                }
                case UPSERT -> {}
            }
        }

        private static boolean sameValues(RecordSet one, RecordSet other) {
            return one.ttl() == other.ttl() && Set.copyOf(one.values()).equals(Set.copyOf(other.values()));
        }

        private void checkValues(RecordChange change) {
            if (change.set().type().equals("AAAA")) {
                change.set().values().stream()
                        .filter(value -> !isIpv6(value))
                        .forEach(value -> complaints.add("Invalid Resource Record: 'FATAL problem: "
                                + "AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address) encountered with '"
                                + value + "''"));
            }
            if (!change.set().type().equals("A")) {
                return;
            }
            for (String value : change.set().values()) {
                if (!value.matches("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.|$)){4}")) {
                    complaints.add("Invalid Resource Record: 'FATAL problem: ARRDATAIllegalIPv4Address "
                            + "(Value is not a valid IPv4 address) encountered with '" + value + "''");
                }
            }
        }

        /** Eight groups of four digits, or fewer with one gap. */
        private static boolean isIpv6(String value) {
            String[] halves = value.split("::", -1);
            long groups = Arrays.stream(halves)
                    .filter(half -> !half.isEmpty())
                    .flatMap(half -> Arrays.stream(half.split(":", -1)))
                    .count();
            boolean digits = Arrays.stream(halves)
                    .filter(half -> !half.isEmpty())
                    .flatMap(half -> Arrays.stream(half.split(":", -1)))
                    .allMatch(group -> group.matches("[0-9a-fA-F]{1,4}"));
            return digits && (halves.length == 1 ? groups == 8 : halves.length == 2 && groups < 8);
        }
    }
}
