package muster.awssim.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
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
    private final Disks disks;
    private Consumer<Machine> whenMoved = _ -> {};

    /** What the replacement of a root volume does to the host. */
    interface Disks {
        void taken(Machine machine);

        void given(Machine machine);
    }

    Scaling(
            Turns turns,
            Dice dice,
            Journal journal,
            AwsEvents events,
            Latencies latencies,
            Machines machines,
            Power power,
            Hooks hooks,
            Disks disks) {
        this.turns = turns;
        this.dice = dice;
        this.journal = journal;
        this.events = events;
        this.latencies = latencies;
        this.machines = machines;
        this.power = power;
        this.hooks = hooks;
        this.disks = disks;
        power.listen(this::powerChanged);
        hooks.whenAnswered(this::answered);
    }

    /** Calls this after each change of a lifecycle state. */
    void whenMoved(Consumer<Machine> next) {
        whenMoved = next;
    }

    Machine launch(Group group, Passage passage) {
        Machine machine = machines.create(group);
        recordLaunch(machine, passage == Passage.POOL_ENTRY ? "pool" : "active");
        if (passage == Passage.DIRECT_LAUNCH) {
            group.desired++;
        }
        begin(machine, passage);
        power.start(machine);
        return machine;
    }

    /** Like an instance of the group, but in no group. */
    Machine launchOutside(Group like) {
        Machine machine = machines.create(like);
        machine.inGroup = false;
        machine.tags.remove("aws:autoscaling:groupName");
        machine.metadataTags.remove("aws:autoscaling:groupName");
        recordLaunch(machine, "none");
        power.start(machine);
        return machine;
    }

    private void recordLaunch(Machine machine, String into) {
        ObjectNode line = Json.object()
                .put("instance", machine.id)
                .put("group", machine.group.name())
                .put("into", into);
        if (!machine.privateIp.isEmpty()) {
            line.put("privateIp", machine.privateIp);
        }
        machine.ipv6.ifPresent(address -> line.put("ipv6", address));
        machine.publicIp.ifPresent(address -> line.put("publicIp", address));
        journal.record(machine.scope(), "instance-launched", line.put("launchTime", Json.millis(machine.launchTime)));
    }

    void promote(Machine machine) {
        require(machine.isPromotable(), machine, "not at rest in a warm pool");
        record(machine, "promoted");
        takePlace(machine);
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
        freePlace(machine);
        begin(machine, Passage.POOL_RETURN);
    }

    void scaleIn(Machine machine) {
        require(machine.inGroup && !isLeaving(machine), machine, "not in its group, or leaving it already");
        record(machine, "scaled-in");
        if (machine.isRetained()) {
            // its terminate hooks have had their time: the second termination ends it
            machine.passage = Optional.of(machine.isWarm() ? Passage.POOL_EXIT : Passage.SCALE_IN);
            lifecycle(machine, machine.isWarm() ? "Warmed:Terminating" : "Terminating");
            end(machine);
        } else {
            leave(machine);
        }
    }

    private void leave(Machine machine) {
        hooks.withdrawAll(machine);
        boolean warm = machine.isWarm();
        if (!warm) {
            freePlace(machine);
        }
        begin(machine, warm ? Passage.POOL_EXIT : Passage.SCALE_IN);
    }

    /** Its place in the group's capacity, if it still has one. */
    private static void freePlace(Machine machine) {
        if (!machine.outOfCapacity) {
            machine.outOfCapacity = true;
            machine.group.desired--;
        }
    }

    private static void takePlace(Machine machine) {
        machine.outOfCapacity = false;
        machine.group.desired++;
    }

    /** Into Standby; no hook runs. */
    void enterStandby(Machine machine) {
        require(machine.isInService(), machine, "not in service");
        record(machine, "entered-standby");
        freePlace(machine);
        passThrough(machine, "EnteringStandby", () -> lifecycle(machine, "Standby"));
    }

    /** Back into service; no hook runs. */
    void exitStandby(Machine machine) {
        require(machine.isStandby(), machine, "not in Standby");
        record(machine, "left-standby");
        takePlace(machine);
        passThrough(machine, "Pending", () -> lifecycle(machine, "InService"));
    }

    /** Out of the group, running; no hook runs. */
    void detach(Machine machine) {
        require(machine.isInService() || machine.isStandby(), machine, "neither in service nor in Standby");
        record(machine, "detached");
        freePlace(machine);
        passThrough(machine, "Detaching", () -> {
            lifecycle(machine, "Detached");
            machine.inGroup = false;
            machine.tags.remove("aws:autoscaling:groupName");
        });
    }

    /** An instance that runs in no group into this one; no hook runs, and no event tells of it. */
    void attach(Machine machine, Group group) {
        require(!machine.inGroup && machine.state == Ec2State.RUNNING, machine, "in a group, or not running");
        machine.group = group;
        machine.inGroup = true;
        machine.tags.put("aws:autoscaling:groupName", group.name());
        record(machine, "attached");
        takePlace(machine);
        passThrough(machine, "Pending", () -> lifecycle(machine, "InService"));
    }

    private void passThrough(Machine machine, String state, Runnable arrival) {
        int count = ++machine.passageCount;
        lifecycle(machine, state);
        turns.after(dice.pick(latencies.settle(), "settle", machine.id, state), () -> {
            if (machine.passageCount == count && !machine.state.isEnd()) {
                arrival.run();
            }
        });
    }

    /** Terminates the instance with its group, which is deleted by force: no hook runs. */
    void endWithGroup(Machine machine) {
        hooks.withdrawAll(machine);
        machine.passageCount++;
        machine.passage = Optional.empty();
        machine.goal = Machine.Goal.NONE;
        machine.inGroup = false;
        machine.endOrdered = true;
        power.terminate(machine);
    }

    /** The instance gets a new root volume and keeps its id and its addresses. */
    void replaceRootVolume(Machine machine) {
        require(machine.isInService(), machine, "not in service");
        require(machine.group.spec.warmPool().isEmpty(), machine, "in a group with a warm pool");
        record(machine, "root-replacement");
        begin(machine, Passage.ROOT_REPLACEMENT);
    }

    private void replaceRoot(Machine machine) {
        int count = machine.passageCount;
        disks.taken(machine);
        turns.after(dice.pick(latencies.stop(), "root-volume", machine.id), () -> {
            if (machine.passageCount != count || machine.state.isEnd()) {
                return;
            }
            if (machine.rootReplacementFails) {
                // Auto Scaling marks the instance for termination and launches another one
                machine.rootReplacementFails = false;
                record(machine, "root-replacement-failed");
                leave(machine);
                launch(machine.group, Passage.DIRECT_LAUNCH);
            } else {
                disks.given(machine);
                lifecycle(machine, "RootVolumeReplaced");
                begin(machine, Passage.ROOT_REPLACED);
            }
        });
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
            case DIRECT_LAUNCH, PROMOTION, ROOT_REPLACED -> launched(machine, passage, result, Machine.Goal.IN_SERVICE);
            case POOL_ENTRY -> launched(machine, passage, result, Machine.Goal.WARM);
            case ROOT_REPLACEMENT -> replaceRoot(machine);
            // for the terminating transition both answers let the instance go on; ABANDON only skips other hooks,
            // unless
            // the group's instance lifecycle policy retains the instance
            case POOL_RETURN -> retainOr(machine, passage, result, () -> pursue(machine, Machine.Goal.WARM));
            case SCALE_IN, POOL_EXIT -> retainOr(machine, passage, result, () -> end(machine));
        }
    }

    private void retainOr(Machine machine, Passage passage, HookResult result, Runnable otherwise) {
        if (result == HookResult.ABANDON && machine.group.spec.retainsAbandoned() && !machine.state.isEnd()) {
            machine.passage = Optional.empty();
            machine.outOfCapacity = true;
            machine.passageCount++;
            lifecycle(machine, passage.state() + ":Retained");
        } else {
            otherwise.run();
        }
    }

    private void launched(Machine machine, Passage passage, HookResult result, Machine.Goal goal) {
        if (result == HookResult.CONTINUE) {
            pursue(machine, goal);
            return;
        }
        if (goal == Machine.Goal.IN_SERVICE) {
            freePlace(machine);
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
        if (!machine.inGroup) {
            return;
        }
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
            if (spec.hookAfterKill().isPresent() && !machine.isRetained()) {
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
        whenMoved.accept(machine);
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
