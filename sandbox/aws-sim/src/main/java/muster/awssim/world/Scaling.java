package muster.awssim.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import muster.awssim.base.Dice;
import muster.awssim.base.Json;
import muster.awssim.base.Turns;
import muster.awssim.journal.Journal;

/** Auto Scaling's side of an instance: the passages between EC2, the warm pool and the active group, with their hooks. */
final class Scaling {
    private final Turns turns;
    private final Dice dice;
    private final Journal journal;
    private final AwsEvents events;
    private final Latencies latencies;
    private final Machines machines;
    private final Power power;
    private final Hooks hooks;

    Scaling(
            Turns turns,
            Dice dice,
            Journal journal,
            AwsEvents events,
            Latencies latencies,
            Machines machines,
            Power power,
            Hooks hooks) {
        this.turns = turns;
        this.dice = dice;
        this.journal = journal;
        this.events = events;
        this.latencies = latencies;
        this.machines = machines;
        this.power = power;
        this.hooks = hooks;
        power.listen(this::powerChanged);
        hooks.whenAnswered(this::answered);
    }

    Machine launch(Group group, Passage passage) {
        Machine machine = machines.create(group);
        ObjectNode line = Json.object()
                .put("instance", machine.id)
                .put("group", group.name())
                .put("into", passage == Passage.POOL_ENTRY ? "pool" : "active")
                .put("privateIp", machine.privateIp);
        machine.publicIp.ifPresent(address -> line.put("publicIp", address));
        journal.record(machine.scope(), "instance-launched", line.put("launchTime", Json.millis(machine.launchTime)));
        if (passage == Passage.DIRECT_LAUNCH) {
            group.desired++;
        }
        begin(machine, passage);
        power.start(machine);
        return machine;
    }

    void promote(Machine machine) {
        require(machine.isPromotable(), machine, "not at rest in a warm pool");
        record(machine, "promoted");
        machine.group.desired++;
        begin(machine, Passage.PROMOTION);
        if (machine.state == Ec2State.STOPPED) {
            // a running pool says nothing more: its running event was at its entry
            power.start(machine);
        }
    }

    void returnToPool(Machine machine) {
        require(machine.isInService(), machine, "not in service");
        require(machine.group.spec.warmPool().isPresent(), machine, "in a group without a warm pool");
        record(machine, "returned");
        machine.group.desired--;
        begin(machine, Passage.POOL_RETURN);
    }

    void scaleIn(Machine machine) {
        require(machine.inGroup && !isLeaving(machine), machine, "not in its group, or leaving it already");
        record(machine, "scaled-in");
        leave(machine);
    }

    private void leave(Machine machine) {
        hooks.withdrawAll(machine);
        boolean warm = machine.isWarm();
        if (!warm) {
            machine.group.desired--;
        }
        begin(machine, warm ? Passage.POOL_EXIT : Passage.SCALE_IN);
    }

    private static boolean isLeaving(Machine machine) {
        return machine.passage.filter(Passage::leadsToEnd).isPresent();
    }

    private void begin(Machine machine, Passage passage) {
        machine.passage = Optional.of(passage);
        machine.goal = Machine.Goal.NONE;
        int count = ++machine.passageCount;
        lifecycle(machine, passage.state());
        turns.after(dice.pick(latencies.hook(), "hook", machine.id, passage.name()), () -> {
            if (machine.passageCount == count) {
                openHooks(machine, passage);
            }
        });
    }

    private void openHooks(Machine machine, Passage passage) {
        List<HookSpec> specs = machine.group.hooks(passage.transition());
        if (specs.isEmpty()) {
            proceed(machine, passage, HookResult.CONTINUE);
        } else {
            lifecycle(machine, passage.state() + ":Wait");
            hooks.open(machine, passage, specs);
        }
    }

    private void answered(Hooks.Outcome outcome) {
        Machine machine = outcome.machine();
        int count = machine.passageCount;
        lifecycle(machine, outcome.passage().state() + ":Proceed");
        turns.after(
                dice.pick(
                        latencies.settle(),
                        "settle",
                        machine.id,
                        outcome.passage().name()),
                () -> {
                    if (machine.passageCount == count) {
                        proceed(machine, outcome.passage(), outcome.result());
                    }
                });
    }

    private void proceed(Machine machine, Passage passage, HookResult result) {
        switch (passage) {
            case DIRECT_LAUNCH, PROMOTION -> launched(machine, passage, result, Machine.Goal.IN_SERVICE);
            case POOL_ENTRY -> launched(machine, passage, result, Machine.Goal.WARM);
            // for the terminating transition both answers let the instance go on; ABANDON only skips other hooks
            case POOL_RETURN -> pursue(machine, Machine.Goal.WARM);
            case SCALE_IN, POOL_EXIT -> end(machine);
        }
    }

    private void launched(Machine machine, Passage passage, HookResult result, Machine.Goal goal) {
        if (result == HookResult.CONTINUE) {
            pursue(machine, goal);
            return;
        }
        if (goal == Machine.Goal.IN_SERVICE) {
            machine.group.desired--;
        }
        events.activityEnded(machine, passage, false);
        lifecycle(machine, goal == Machine.Goal.WARM ? "Warmed:Terminating" : "Terminating");
        machine.passage = Optional.of(goal == Machine.Goal.WARM ? Passage.POOL_EXIT : Passage.SCALE_IN);
        end(machine);
    }

    private void end(Machine machine) {
        machine.endOrdered = true;
        if (machine.state == Ec2State.TERMINATED) {
            removeFromGroup(machine);
        } else {
            power.terminate(machine);
        }
    }

    private void pursue(Machine machine, Machine.Goal goal) {
        machine.goal = goal;
        reach(machine);
    }

    /** Takes the next step to the instance's goal, if EC2 has it in the state that this needs. */
    private void reach(Machine machine) {
        switch (machine.goal) {
            case NONE -> {}
            case IN_SERVICE -> {
                if (machine.state == Ec2State.RUNNING) {
                    arrive(machine, "InService");
                }
            }
            case WARM ->
                reachPool(
                        machine,
                        machine.group.spec.warmPool().map(PoolSpec::state).orElse(PoolState.RUNNING));
        }
    }

    private void reachPool(Machine machine, PoolState pool) {
        boolean keepsRunning = pool == PoolState.RUNNING;
        if (machine.state == (keepsRunning ? Ec2State.RUNNING : Ec2State.STOPPED)) {
            arrive(machine, "Warmed:" + pool.text());
        } else if (machine.state == Ec2State.RUNNING) {
            power.stop(machine);
        }
    }

    private void arrive(Machine machine, String state) {
        machine.goal = Machine.Goal.NONE;
        Optional<Passage> passage = machine.passage;
        machine.passage = Optional.empty();
        lifecycle(machine, state);
        passage.ifPresent(way -> events.activityEnded(machine, way, true));
    }

    private void powerChanged(Machine machine) {
        if (machine.state == Ec2State.TERMINATED) {
            ended(machine);
        } else if (!machine.state.isEnd()) {
            reach(machine);
        }
    }

    private void ended(Machine machine) {
        if (machine.endOrdered) {
            removeFromGroup(machine);
        } else if (!isLeaving(machine)) {
            noticeLater(machine);
        }
    }

    /** Auto Scaling learns of an end that it did not bring about only at a later health check. */
    private void noticeLater(Machine machine) {
        GroupSpec spec = machine.group.spec;
        Duration delay = dice.pick(spec.hookAfterKill().orElse(latencies.settle()), "notice", machine.id);
        turns.after(delay, () -> {
            if (!machine.inGroup || isLeaving(machine)) {
                return;
            }
            if (spec.hookAfterKill().isPresent()) {
                leave(machine);
            } else {
                hooks.withdrawAll(machine);
                removeFromGroup(machine);
            }
        });
    }

    private void removeFromGroup(Machine machine) {
        Optional<Passage> passage = machine.passage;
        machine.passage = Optional.empty();
        machine.goal = Machine.Goal.NONE;
        machine.passageCount++;
        lifecycle(machine, machine.isWarm() ? "Warmed:Terminated" : "Terminated");
        machine.inGroup = false;
        passage.filter(Passage::leadsToEnd).ifPresent(way -> events.activityEnded(machine, way, true));
    }

    private void lifecycle(Machine machine, String state) {
        machine.lifecycle = state;
        journal.record(
                machine.scope(),
                "lifecycle-state",
                Json.object()
                        .put("instance", machine.id)
                        .put("group", machine.group.name())
                        .put("state", state));
    }

    private void record(Machine machine, String kind) {
        journal.record(
                machine.scope(), kind, Json.object().put("instance", machine.id).put("group", machine.group.name()));
    }

    private static void require(boolean holds, Machine machine, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(
                    "%s (%s, %s) is %s".formatted(machine.id, machine.state.text(), machine.lifecycle, otherwise));
        }
    }
}
