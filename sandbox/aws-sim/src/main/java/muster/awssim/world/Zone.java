package muster.awssim.world;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** A hosted zone and its records, in the order of Route 53. */
public final class Zone {
    private final String id;
    private final String account;
    private final String name;
    private final String callerReference;
    private final boolean isPrivate;
    private final TreeMap<RecordSet, RecordSet> sets = new TreeMap<>(RecordSet.ORDER);
    private Instant busyUntil = Instant.EPOCH;

    Zone(String id, String account, String name, String callerReference, boolean isPrivate) {
        this.id = id;
        this.account = account;
        this.name = name;
        this.callerReference = callerReference;
        this.isPrivate = isPrivate;
        put(new RecordSet(name, "NS", 172_800, List.of("ns-1.aws-sim.example.", "ns-2.aws-sim.example.")));
        put(new RecordSet(
                name,
                "SOA",
                900,
                List.of("ns-1.aws-sim.example. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400")));
    }

    /** Without {@code /hostedzone/}. */
    public String id() {
        return id;
    }

    public String account() {
        return account;
    }

    public String name() {
        return name;
    }

    public String callerReference() {
        return callerReference;
    }

    public boolean isPrivate() {
        return isPrivate;
    }

    public Collection<RecordSet> sets() {
        return List.copyOf(sets.values());
    }

    /** From the first set on whose name and type are not before these. */
    public Collection<RecordSet> setsFrom(String name, String type) {
        return List.copyOf(
                sets.tailMap(new RecordSet(name, type, 0, List.of()), true).values());
    }

    Optional<RecordSet> find(RecordSet like) {
        return Optional.ofNullable(sets.get(like));
    }

    void put(RecordSet set) {
        sets.put(set, set);
    }

    void remove(RecordSet set) {
        sets.remove(set);
    }

    boolean isBusy(Instant now) {
        return busyUntil.isAfter(now);
    }

    void busyUntil(Instant until) {
        busyUntil = until;
    }
}
