package muster.instance;

import static muster.instance.Signals.START;
import static muster.instance.Signals.ec2;
import static muster.instance.Signals.launching;
import static muster.instance.Signals.terminating;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import muster.schemas.Ec2State;
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

    /** One of the ways in which machines live; times in seconds. */
    public void live(InstanceId id, double t) {
        var name = id.value().substring(14);
        switch (random.nextInt(6)) {
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
            default -> {
                pool(id, name, t, true);
                happen(t + 150, terminating(id, t + 150, name + "-t", Place.WARM_POOL, Place.EC2));
                kill(id, t + 160);
            }
        }
    }

    private void direct(InstanceId id, String name, double t) {
        happen(t, ec2(id, t, Ec2State.PENDING));
        happen(t + 1, launching(id, t + 1, name + "-l"));
        happen(t + 15, ec2(id, t + 15, Ec2State.RUNNING));
    }

    private void pool(InstanceId id, String name, double t, boolean running) {
        happen(t, ec2(id, t, Ec2State.PENDING));
        happen(t + 1, launching(id, t + 1, name + "-w", Place.EC2, Place.WARM_POOL));
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
        happen(t, launching(id, t, token, Place.WARM_POOL, Place.ACTIVE_GROUP));
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
