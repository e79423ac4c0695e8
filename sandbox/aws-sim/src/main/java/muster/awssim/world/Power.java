package muster.awssim.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import muster.awssim.base.Dice;
import muster.awssim.base.Json;
import muster.awssim.base.Spread;
import muster.awssim.base.Turns;
import muster.awssim.journal.Journal;

/** EC2's side of an instance: it boots, stops, starts and ends, and says so. */
final class Power {
    /** Is told of each change of state, after it was written down and emitted. */
    @FunctionalInterface
    interface Listener {
        void changed(Machine machine);
    }

    private final Turns turns;
    private final Dice dice;
    private final Journal journal;
    private final AwsEvents events;
    private final Latencies latencies;
    private final Machines machines;
    private final List<Listener> listeners = new ArrayList<>();

    Power(Turns turns, Dice dice, Journal journal, AwsEvents events, Latencies latencies, Machines machines) {
        this.turns = turns;
        this.dice = dice;
        this.journal = journal;
        this.events = events;
        this.latencies = latencies;
        this.machines = machines;
    }

    void listen(Listener listener) {
        listeners.add(listener);
    }

    /** Also for a first boot. */
    void start(Machine machine) {
        if (machine.publicIp.isEmpty() && machine.group.spec.addresses().hasIpv4()) {
            // the private address stays over stop and start, the public one doesn't
            machine.publicIp = Optional.of(machines.publicAddress());
        }
        become(machine, Ec2State.PENDING);
        later(machine, machine.group.spec.boot(), Ec2State.RUNNING);
    }

    void stop(Machine machine) {
        become(machine, Ec2State.STOPPING);
        later(machine, latencies.stop(), Ec2State.STOPPED);
    }

    /** Does nothing to an instance that is ending or has ended. */
    void terminate(Machine machine) {
        if (!machine.state.isEnd()) {
            become(machine, Ec2State.SHUTTING_DOWN);
            later(machine, latencies.shutdown(), Ec2State.TERMINATED);
        }
    }

    private void later(Machine machine, Spread delay, Ec2State next) {
        int era = machine.powerEra;
        turns.after(dice.pick(delay, "power", machine.id, next.text()), () -> {
            if (machine.powerEra == era) {
                become(machine, next);
            }
        });
    }

    private void become(Machine machine, Ec2State state) {
        machine.state = state;
        machine.powerEra++;
        if (state == Ec2State.STOPPED || state == Ec2State.TERMINATED) {
            machine.publicIp = Optional.empty();
        }
        journal.record(
                machine.scope(),
                "instance-state",
                Json.object().put("instance", machine.id).put("state", state.text()));
        events.stateChanged(machine);
        listeners.forEach(listener -> listener.changed(machine));
    }
}
