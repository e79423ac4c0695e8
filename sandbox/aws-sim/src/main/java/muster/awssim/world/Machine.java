package muster.awssim.world;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import muster.awssim.base.Scope;

/** An instance: what EC2, Auto Scaling and the host itself know of it. Changed only by the parts of the world. */
final class Machine {
    final String id;
    /** Changes only where the instance is attached to another group. */
    Group group;

    /** "" for an instance that has only an IPv6 address. */
    final String privateIp;

    final Optional<String> ipv6;
    final Instant launchTime;
    final String zone;
    final Map<String, String> tags = new TreeMap<>();
    /** The tags as the host itself reads them: those that CreateTags wrote reach the instance metadata later. */
    final Map<String, String> metadataTags = new TreeMap<>();

    Optional<String> publicIp = Optional.empty();
    Ec2State state = Ec2State.PENDING;
    /** Grows with each start, stop and end, so that what was due before is void. */
    int powerEra;

    String lifecycle = "";
    boolean inGroup = true;
    Optional<Passage> passage = Optional.empty();
    int passageCount;
    final List<OpenHook> openHooks = new ArrayList<>();
    /** What the instance goes on to as soon as EC2 has it running. */
    Goal goal = Goal.NONE;

    /** Still in its group, but the group's capacity has no place for it: in Standby, or retained. */
    boolean outOfCapacity;
    /** The next replacement of its root volume fails. */
    boolean rootReplacementFails;

    /** Auto Scaling itself has asked EC2 to terminate it. */
    boolean endOrdered;

    boolean registered;
    boolean agentOnline;
    /** The agent pings and picks up no command. */
    boolean agentDeaf;

    Instant lastPing = Instant.EPOCH;
    final Set<String> markers = new HashSet<>();

    enum Goal {
        NONE,
        IN_SERVICE,
        WARM
    }

    Machine(String id, Group group, String privateIp, Optional<String> ipv6, Instant launchTime) {
        this.id = id;
        this.group = group;
        this.privateIp = privateIp;
        this.ipv6 = ipv6;
        this.launchTime = launchTime;
        this.zone = group.scope.region() + "a";
    }

    Scope scope() {
        return group.scope;
    }

    boolean isWarm() {
        return lifecycle.startsWith("Warmed:");
    }

    /** At rest in the warm pool. */
    boolean isPromotable() {
        return passage.isEmpty() && isWarm() && !isRetained() && !state.isEnd();
    }

    boolean isInService() {
        return lifecycle.equals("InService");
    }

    boolean isRetained() {
        return lifecycle.endsWith(":Retained");
    }

    boolean isStandby() {
        return lifecycle.equals("Standby");
    }

    String arn() {
        return scope().arn("ec2", "instance/" + id);
    }

    InstanceView view() {
        return new InstanceView(
                id,
                group.name(),
                scope(),
                state,
                inGroup ? Optional.of(lifecycle) : Optional.empty(),
                privateIp,
                publicIp,
                ipv6,
                zone,
                launchTime,
                Map.copyOf(tags),
                registered,
                agentOnline,
                lastPing);
    }
}
