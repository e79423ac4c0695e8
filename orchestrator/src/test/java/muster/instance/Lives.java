package muster.instance;

import static muster.instance.Signals.START;
import static muster.instance.Signals.ec2;
import static muster.instance.Signals.launching;
import static muster.instance.Signals.terminating;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import muster.schemas.CommandId;
import muster.schemas.CommandStatus;
import muster.schemas.Ec2State;
import muster.schemas.HookToken;
import muster.schemas.InstanceId;
import muster.schemas.Place;
import muster.schemas.Provenance;
import muster.schemas.Signal;

/** What happens to the machines of a fleet, and when: the truth; and what of it is told, late, twice and out of order. */
public final class Lives {
    /** @param at when it is true, or when it is told */
    public record Happening(Instant at, Signal signal) {}

    private final Random random;
    private final Duration skew;
    private final List<Happening> truth = new ArrayList<>();
    private final Set<InstanceId> alive = new HashSet<>();
    private final Set<InstanceId> detached = new HashSet<>();
    private final Map<InstanceId, Instant> replacements = new HashMap<>();
    private final Map<InstanceId, Instant> retained = new HashMap<>();
    private final Map<HookToken, HookToken> seconds = new HashMap<>();

    /** @param skew of AWS's clock against ours */
    public Lives(Random random, Duration skew) {
        this.random = random;
        this.skew = skew;
    }

    /** In the order of time. */
    public List<Happening> truth() {
        return truth;
    }

    /** Machines that are in the active group at the end. */
    public Set<InstanceId> alive() {
        return alive;
    }

    /** Hooks of a machine whose tokens end so. */
    public Set<HookToken> tokensOf(InstanceId id, String ending) {
        return Set.of(new HookToken(id.value().substring(14) + ending));
    }

    /** Machines that run on in no group. */
    public Set<InstanceId> detached() {
        return detached;
    }

    /** When a machine has a new disk. */
    public Map<InstanceId, Instant> replacements() {
        return replacements;
    }

    /** When Auto Scaling retains a machine. */
    public Map<InstanceId, Instant> retained() {
        return retained;
    }

    /** The second hook of a launch, and the first one. */
    public Map<HookToken, HookToken> seconds() {
        return seconds;
    }

    /** One of the ways in which machines live; times in seconds. */
    public void live(InstanceId id, double t) {
        var name = id.value().substring(14);
        switch (random.nextInt(9)) {
            case 0 -> {
                direct(id, name, t);
                alive.add(id);
            }
            case 1 -> {
                direct(id, name, t);
                scaleIn(id, name, t + 200 + random.nextInt(100));
            }
            case 2 -> {
                direct(id, name, t);
                kill(id, t + 5 + random.nextInt(100));
            }
            case 3 -> {
                var running = random.nextBoolean();
                pool(id, name, t, running);
                promote(id, name + "-p", t + 100, running);
                alive.add(id);
            }
            case 4 -> {
                var running = random.nextBoolean();
                pool(id, name, t, running);
                promote(id, name + "-p1", t + 100, running);
                comeBack(id, name, t + 200, running);
                promote(id, name + "-p2", t + 300, running);
                alive.add(id);
            }
            case 5 -> {
                direct(id, name, t);
                replaceRootVolume(id, name, t + 250);
                alive.add(id);
            }
            case 6 -> {
                direct(id, name, t);
                retain(id, name, t + 250);
                kill(id, t + 500);
            }
            case 7 -> {
                direct(id, name, t);
                detached.add(id);
                alive.add(id);
            }
            default -> {
                pool(id, name, t, true);
                happen(t + 150, terminating(id, t + 150, name + "-t", Place.WARM_POOL, Place.EC2));
                kill(id, t + 160);
            }
        }
    }

    private void direct(InstanceId id, String name, double t) {
        happen(t, ec2(id, t, Ec2State.PENDING));
        launch(id, name + "-l", t + 1, Place.EC2, Place.ACTIVE_GROUP);
        happen(t + 15, ec2(id, t + 15, Ec2State.RUNNING));
        foreignCommand(id, t + 16 + random.nextInt(30));
    }

    /** A group may have a second hook for the same transition. */
    private void launch(InstanceId id, String token, double t, Place origin, Place destination) {
        happen(t, launching(id, t, token, origin, destination));
        if (random.nextInt(3) == 0) {
            var apart = random.nextInt(3) / 5.0;
            happen(t + apart, launching(id, t + apart, token + "2", origin, destination, "muster-dns"));
            seconds.put(new HookToken(token + "2"), new HookToken(token));
        }
    }

    /** Another tool runs something on the machine while its service is being started. */
    private void foreignCommand(InstanceId id, double t) {
        if (random.nextInt(3) == 0) {
            var status = List.of(CommandStatus.FAILED, CommandStatus.CANCELLED, CommandStatus.SUCCESS)
                    .get(random.nextInt(3));
            happen(
                    t,
                    Signals.command(id, t, new CommandId("foreign-" + id.value().substring(14)), status));
        }
    }

    private void replaceRootVolume(InstanceId id, String name, double t) {
        happen(t, terminating(id, t, name + "-v", Place.ACTIVE_GROUP, Place.ACTIVE_GROUP));
        var begun = t + 60;
        replacements.put(id, Signals.at(begun));
        launch(id, name + "-n", begun, Place.ACTIVE_GROUP, Place.ACTIVE_GROUP);
    }

    /** Its terminate hook runs out before it is known, and its group keeps it. */
    private void retain(InstanceId id, String name, double t) {
        var hook = terminating(id, t, name + "-k");
        retained.put(id, Signals.at(t));
        happen(t + 35, hook);
    }

    private void pool(InstanceId id, String name, double t, boolean running) {
        happen(t, ec2(id, t, Ec2State.PENDING));
        launch(id, name + "-w", t + 1, Place.EC2, Place.WARM_POOL);
        happen(t + 15, ec2(id, t + 15, Ec2State.RUNNING));
        if (!running) {
            stop(id, t + 40);
        }
    }

    private void stop(InstanceId id, double t) {
        happen(t, ec2(id, t, Ec2State.STOPPING));
        happen(t + 10, ec2(id, t + 10, Ec2State.STOPPED));
    }

    private void promote(InstanceId id, String token, double t, boolean running) {
        launch(id, token, t, Place.WARM_POOL, Place.ACTIVE_GROUP);
        if (!running) {
            happen(t + 1, ec2(id, t + 1, Ec2State.PENDING));
            happen(t + 12, ec2(id, t + 12, Ec2State.RUNNING));
        }
    }

    private void comeBack(InstanceId id, String name, double t, boolean running) {
        happen(t, terminating(id, t, name + "-r", Place.ACTIVE_GROUP, Place.WARM_POOL));
        if (!running) {
            stop(id, t + 30);
        }
    }

    private void scaleIn(InstanceId id, String name, double t) {
        happen(t, terminating(id, t, name + "-t"));
        kill(id, t + 30);
    }

    private void kill(InstanceId id, double t) {
        happen(t, ec2(id, t, Ec2State.SHUTTING_DOWN));
        happen(t + 20, ec2(id, t + 20, Ec2State.TERMINATED));
    }

    private void happen(double t, Signal signal) {
        truth.add(new Happening(START.plusMillis((long) (t * 1000)), skewed(signal)));
    }

    /** By AWS's clock, which may be wrong; what is wrong with it is the same for all that it says. */
    private Signal skewed(Signal signal) {
        var from = signal.from();
        var at = new Provenance(from.instance(), from.at().plus(skew), from.heard(), from.reference());
        return switch (signal) {
            case Signal.LaunchHookOpened(var _, var group, var hook, var token, var origin, var destination) ->
                new Signal.LaunchHookOpened(at, group, hook, token, origin, destination);
            case Signal.TerminateHookOpened(var _, var group, var hook, var token, var origin, var destination) ->
                new Signal.TerminateHookOpened(at, group, hook, token, origin, destination);
            case Signal.Ec2StateChanged(var _, var state) -> new Signal.Ec2StateChanged(at, state);
            case Signal.CommandStatusChanged _,
                    Signal.LaunchSucceeded _,
                    Signal.LaunchFailed _,
                    Signal.InterruptionAnnounced _,
                    Signal.EffectFinished _,
                    Signal.TimerFired _ -> signal;
        };
    }

    /** Late by up to a minute, one in five twice. */
    public List<Happening> distorted() {
        var delivered = new ArrayList<Happening>();
        for (var happening : truth) {
            var copies = random.nextInt(5) == 0 ? 2 : 1;
            for (int copy = 0; copy < copies; copy++) {
                var delay = random.nextInt(3) == 0 ? random.nextInt(60_000) : random.nextInt(500);
                delivered.add(new Happening(happening.at().plusMillis(delay), happening.signal()));
            }
        }
        delivered.sort(Comparator.comparing(Happening::at));
        truth.sort(Comparator.comparing(Happening::at));
        return delivered;
    }
}
