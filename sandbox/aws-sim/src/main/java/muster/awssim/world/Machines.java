package muster.awssim.world;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import muster.awssim.base.Dice;
import muster.awssim.base.Json;
import muster.awssim.base.Scope;
import muster.awssim.base.Turns;
import muster.awssim.journal.Journal;

/** All instances that ever were, in the order of their launch. */
final class Machines {
    /** EC2 allows 50 tags; those whose key begins with aws: are not counted. */
    private static final int MOST_TAGS = 50;

    /** In Unicode characters. */
    private static final int LONGEST_KEY = 128;
    /** In Unicode characters. */
    private static final int LONGEST_VALUE = 256;

    private final Journal journal;
    private final Dice dice;
    private final Turns turns;
    private final CurrentLags lags;
    private final Map<String, Machine> byId = new LinkedHashMap<>();

    Machines(Journal journal, Dice dice, Turns turns, CurrentLags lags) {
        this.journal = journal;
        this.dice = dice;
        this.turns = turns;
        this.lags = lags;
    }

    Machine create(Group group) {
        int number = byId.size() + 1;
        String id = "i-" + dice.hex(17, "instance");
        // no address is given twice in 65,000 launches, so that a record tells whose it is
        Addresses addresses = group.spec.addresses();
        String address = addresses.hasIpv4()
                ? "10." + (number >> 16 & 0xff) + "." + (number >> 8 & 0xff) + "." + (number & 0xff)
                : "";
        Optional<String> ipv6 = addresses.hasIpv6()
                ? Optional.of("2001:db8::" + Integer.toHexString(0x1000 + number))
                : Optional.empty();
        Machine machine = new Machine(id, group, address, ipv6, turns.now());
        machine.publicIp = addresses.hasIpv4() ? Optional.of(publicAddress()) : Optional.empty();
        machine.tags.putAll(group.spec.tags());
        machine.tags.put("aws:autoscaling:groupName", group.name());
        // what the launch itself tags is in the metadata from the first boot on
        machine.metadataTags.putAll(machine.tags);
        byId.put(id, machine);
        return machine;
    }

    /** From the blocks that are reserved for documentation and for tests of networks. */
    String publicAddress() {
        int random = Integer.parseInt(dice.hex(4, "public-address"), 16);
        return "198.18." + (random >> 8) + "." + (random & 0xff);
    }

    Optional<Machine> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    Collection<Machine> all() {
        return Collections.unmodifiableCollection(byId.values());
    }

    /** @throws IllegalArgumentException when there is no such instance */
    Machine require(String id) {
        return find(id).orElseThrow(() -> new IllegalArgumentException("no such instance: " + id));
    }

    void createTags(Scope scope, List<String> ids, Map<String, String> tags) {
        List<Machine> tagged = ids.stream().map(id -> inScope(scope, id)).toList();
        tags.forEach(Machines::refuseIfTooLong);
        if (tags.keySet().stream().anyMatch(key -> key.startsWith("aws:"))) {
            throw new Refusal("InvalidParameterValue", "Tag keys starting with 'aws:' are reserved for internal use");
        }
        for (Machine machine : tagged) {
            Map<String, String> after = new TreeMap<>(machine.tags);
            after.putAll(tags);
            if (after.keySet().stream().filter(key -> !key.startsWith("aws:")).count() > MOST_TAGS) {
                throw new Refusal("TagLimitExceeded", "The maximum number of Tags for a resource has been reached.");
            }
        }
        tagged.forEach(machine -> createTags(machine, tags));
    }

    private static void refuseIfTooLong(String key, String value) {
        if (key.length() > LONGEST_KEY) {
            throw new Refusal(
                    "InvalidParameterValue", "Tag key exceeds the maximum length of " + LONGEST_KEY + " characters");
        }
        if (value.length() > LONGEST_VALUE) {
            throw new Refusal(
                    "InvalidParameterValue",
                    "Tag value exceeds the maximum length of " + LONGEST_VALUE + " characters");
        }
    }

    private void createTags(Machine machine, Map<String, String> tags) {
        Map<String, String> changed = new TreeMap<>(tags);
        changed.entrySet().removeIf(tag -> tag.getValue().equals(machine.tags.get(tag.getKey())));
        machine.tags.putAll(changed);
        reachMetadata(() -> machine.metadataTags.putAll(changed));
        if (!changed.isEmpty()) {
            recordTags("tags-created", machine, changed);
        }
    }

    /** @param tags key to value; an absent value removes the tag whatever its value is */
    void deleteTags(Scope scope, List<String> ids, Map<String, Optional<String>> tags) {
        for (Machine machine : ids.stream().map(id -> inScope(scope, id)).toList()) {
            Map<String, String> removed = new TreeMap<>(machine.tags);
            removed.entrySet().removeIf(tag -> !isNamed(tag, tags));
            machine.tags.keySet().removeAll(removed.keySet());
            reachMetadata(() -> machine.metadataTags.keySet().removeAll(removed.keySet()));
            if (!removed.isEmpty()) {
                recordTags("tags-deleted", machine, removed);
            }
        }
    }

    private void reachMetadata(Runnable change) {
        Duration lag = lags.now().metadataTags();
        if (lag.isZero()) {
            change.run();
        } else {
            turns.after(lag, change);
        }
    }

    private static boolean isNamed(Map.Entry<String, String> tag, Map<String, Optional<String>> tags) {
        Optional<String> wanted = tags.getOrDefault(tag.getKey(), Optional.of("\u0000"));
        return wanted.isEmpty() || wanted.get().equals(tag.getValue());
    }

    private void recordTags(String kind, Machine machine, Map<String, String> tags) {
        journal.record(
                machine.scope(), kind, Json.object().put("instance", machine.id).set("tags", Json.of(tags)));
    }

    /** @throws Refusal InvalidInstanceID.NotFound */
    Machine inScope(Scope scope, String id) {
        return find(id).filter(machine -> machine.scope().equals(scope)).orElseThrow(() -> unknown(id));
    }

    static Refusal unknown(String id) {
        return id.matches("i-[0-9a-f]{8,17}")
                ? new Refusal("InvalidInstanceID.NotFound", "The instance ID '" + id + "' does not exist")
                : new Refusal("InvalidInstanceID.Malformed", "Invalid id: \"" + id + "\"");
    }
}
