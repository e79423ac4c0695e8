package muster.awssim.world;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import muster.awssim.base.Json;
import muster.awssim.base.Scope;
import muster.awssim.journal.Journal;

/** What Auto Scaling's API can do with the world. To be called within a turn. */
public final class AutoScaling {
    private final Map<String, Group> groups;
    private final Machines machines;
    private final Scaling scaling;
    private final Hooks hooks;
    private final Refreshes refreshes;
    private final Journal journal;

    AutoScaling(
            Map<String, Group> groups,
            Machines machines,
            Scaling scaling,
            Hooks hooks,
            Refreshes refreshes,
            Journal journal) {
        this.groups = groups;
        this.machines = machines;
        this.scaling = scaling;
        this.hooks = hooks;
        this.refreshes = refreshes;
        this.journal = journal;
    }

    public List<GroupView> groups(Scope scope) {
        return groups.values().stream()
                .filter(group -> group.scope.equals(scope))
                .map(this::view)
                .toList();
    }

    /** @throws Refusal ValidationError when there is no such group */
    public GroupView group(Scope scope, String name) {
        return view(find(scope, name));
    }

    private GroupView view(Group group) {
        return new GroupView(
                group.name(),
                group.scope,
                group.arn,
                group.created,
                group.desired,
                group.spec.maxSize(),
                List.copyOf(group.hooks.values()),
                group.spec.warmPool(),
                members(group, machine -> !machine.isWarm()),
                members(group, Machine::isWarm),
                group.spec.retainsAbandoned());
    }

    private List<InstanceView> members(Group group, Predicate<Machine> which) {
        return machines.all().stream()
                .filter(machine -> machine.group == group && machine.inGroup)
                .filter(which)
                .map(Machine::view)
                .toList();
    }

    /** Adds the hook or replaces it; hooks that are open stay as they are. */
    public void putHook(Scope scope, String group, HookSpec hook) {
        find(scope, group).hooks.put(hook.name(), hook);
        journal.record(
                scope,
                "hook-put",
                Json.object()
                        .put("group", group)
                        .put("hook", hook.name())
                        .put("transition", hook.transition().text()));
    }

    public Optional<HookSpec> hook(Scope scope, String group, String name) {
        return Optional.ofNullable(find(scope, group).hooks.get(name));
    }

    /**
     * Deletes the hook. Where it is open, a launch is abandoned and a termination goes on.
     *
     * @throws Refusal ValidationError when there is no such group or hook
     */
    public void deleteHook(Scope scope, String name, String hook) {
        Group group = find(scope, name);
        if (group.hooks.remove(hook) == null) {
            throw new Refusal(
                    "ValidationError", "No Lifecycle Hook found with name " + hook + " for Auto Scaling group " + name);
        }
        journal.record(scope, "hook-deleted", Json.object().put("group", name).put("hook", hook));
        machines.all().stream()
                .filter(machine -> machine.group == group)
                .flatMap(machine -> List.copyOf(machine.openHooks).stream())
                .filter(open -> open.spec.name().equals(hook))
                .toList()
                .forEach(hooks::answerDeleted);
    }

    /**
     * Deletes the group: without force only where no instance is left in it; by force its instances are terminated, and no
     * hook runs.
     *
     * @throws Refusal ValidationError when there is no such group, ResourceInUse when it still has instances
     */
    public void delete(Scope scope, String name, boolean force) {
        Group group = find(scope, name);
        List<Machine> left = machines.all().stream()
                .filter(machine -> machine.group == group && machine.inGroup)
                .toList();
        if (!left.isEmpty() && !force) {
            throw new Refusal(
                    "ResourceInUse",
                    "You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s)"
                            + " still in the group.");
        }
        groups.remove(name);
        refreshes.dropOf(group);
        journal.record(scope, "group-deleted", Json.object().put("group", name).put("force", force));
        left.forEach(scaling::endWithGroup);
    }

    /**
     * Into Standby.
     *
     * @param decrement whether the group stays smaller; otherwise it launches another instance
     * @throws Refusal ValidationError when one is not in service in this group
     */
    public void enterStandby(Scope scope, String name, List<String> instances, boolean decrement) {
        Group group = find(scope, name);
        each(group, instances, scaling::enterStandby);
        if (!decrement) {
            instances.forEach(_ -> grow(group));
        }
    }

    /** @throws Refusal ValidationError when one is not in Standby in this group */
    public void exitStandby(Scope scope, String name, List<String> instances) {
        each(find(scope, name), instances, scaling::exitStandby);
    }

    /**
     * Out of the group; the instances run on.
     *
     * @param decrement whether the group stays smaller; otherwise it launches another instance
     * @throws Refusal ValidationError when one is neither in service nor in Standby in this group
     */
    public void detach(Scope scope, String name, List<String> instances, boolean decrement) {
        Group group = find(scope, name);
        each(group, instances, scaling::detach);
        if (!decrement) {
            instances.forEach(_ -> grow(group));
        }
    }

    /** @throws Refusal ValidationError when one is in a group already, or does not run */
    public void attach(Scope scope, String name, List<String> instances) {
        Group group = find(scope, name);
        List<Machine> found = instances.stream()
                .map(id -> machines.find(id)
                        .filter(machine -> machine.scope().equals(scope))
                        .orElseThrow(() -> new Refusal("ValidationError", "Invalid Instance ID(s): [" + id + "]")))
                .toList();
        found.forEach(machine -> orRefuse(() -> scaling.attach(machine, group)));
    }

    private void each(Group group, List<String> instances, Consumer<Machine> change) {
        List<Machine> found = instances.stream()
                .map(id -> machines.find(id)
                        .filter(machine -> machine.group == group && machine.inGroup)
                        .orElseThrow(() -> new Refusal(
                                "ValidationError",
                                "The instance " + id + " is not part of Auto Scaling group " + group.name() + ".")))
                .toList();
        found.forEach(machine -> orRefuse(() -> change.accept(machine)));
    }

    private static void orRefuse(Runnable change) {
        try {
            change.run();
        } catch (IllegalStateException e) {
            throw new Refusal("ValidationError", String.valueOf(e.getMessage()));
        }
    }

    /** @throws Refusal InstanceRefreshInProgress or ValidationError */
    public String startRefresh(Scope scope, String name, List<Integer> checkpoints) {
        return refreshes.start(find(scope, name), checkpoints).id;
    }

    /** @throws Refusal ActiveInstanceRefreshNotFound */
    public String cancelRefresh(Scope scope, String name) {
        return refreshes.cancel(find(scope, name)).id;
    }

    /** The newest first. */
    public List<RefreshView> refreshes(Scope scope, String name) {
        return refreshes.of(find(scope, name)).stream()
                .map(Refreshes.Refresh::view)
                .toList();
    }

    /** @throws Refusal ValidationError when nothing such is open */
    public void complete(
            Scope scope,
            String group,
            String hook,
            Optional<String> token,
            Optional<String> instance,
            HookResult result) {
        Group within = find(scope, group);
        hooks.complete(within, hook, token, target(within, token, instance), result);
    }

    /** @throws Refusal ValidationError when nothing such is open */
    public void heartbeat(Scope scope, String group, String hook, Optional<String> token, Optional<String> instance) {
        Group within = find(scope, group);
        hooks.heartbeat(within, hook, token, target(within, token, instance));
    }

    private Optional<Machine> target(Group group, Optional<String> token, Optional<String> instance) {
        if (instance.isPresent()) {
            Optional<Machine> machine = instance.flatMap(machines::find);
            if (machine.filter(one -> one.group == group).isEmpty()) {
                throw new Refusal(
                        "ValidationError", "No active Lifecycle Action found with instance ID " + instance.get());
            }
            return machine;
        }
        return machines.all().stream()
                .filter(machine -> machine.openHooks.stream()
                        .anyMatch(hook -> token.filter(hook.token::equals).isPresent()))
                .findFirst();
    }

    /** Grows from the warm pool first, and shrinks by the oldest instance in service, into the pool where it takes them back. */
    public void setDesired(Scope scope, String name, int desired) {
        Group group = find(scope, name);
        if (desired < 0 || desired > group.spec.maxSize()) {
            throw new Refusal(
                    "ValidationError",
                    "New SetDesiredCapacity value " + desired + " is above max value " + group.spec.maxSize()
                            + " for the AutoScalingGroup.");
        }
        while (group.desired < desired) {
            grow(group);
        }
        boolean reuse = group.spec.warmPool().filter(PoolSpec::reuseOnScaleIn).isPresent();
        List<Machine> serving = machines.all().stream()
                .filter(machine -> machine.group == group && machine.isInService())
                .limit(Math.max(0, group.desired - desired))
                .toList();
        serving.forEach(reuse ? scaling::returnToPool : scaling::scaleIn);
    }

    private void grow(Group group) {
        machines.all().stream()
                .filter(machine -> machine.group == group && machine.inGroup && machine.isPromotable())
                .findFirst()
                .ifPresentOrElse(scaling::promote, () -> scaling.launch(group, Passage.DIRECT_LAUNCH));
    }

    /**
     * Terminates an instance of a group, also one in the pool.
     *
     * @return the activity's description
     * @throws Refusal ValidationError when it is in no group
     */
    public String terminate(Scope scope, String instance, boolean decrement) {
        Machine machine = machines.find(instance)
                .filter(one -> one.scope().equals(scope) && one.inGroup)
                .orElseThrow(() -> new Refusal(
                        "ValidationError",
                        "Instance Id not found - No managed instance found for instance ID: " + instance));
        try {
            scaling.scaleIn(machine);
        } catch (IllegalStateException e) {
            throw new Refusal("ScalingActivityInProgress", "The instance is being terminated already.");
        }
        if (!decrement) {
            grow(machine.group);
        }
        return "Terminating EC2 instance: " + instance;
    }

    private Group find(Scope scope, String name) {
        return Optional.ofNullable(groups.get(name))
                .filter(group -> group.scope.equals(scope))
                .orElseThrow(() -> new Refusal(
                        "ValidationError",
                        "AutoScalingGroup name not found - AutoScalingGroup " + name + " not found"));
    }
}
