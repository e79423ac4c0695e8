package muster.effects.aws;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import muster.effects.BatchLane;
import muster.schemas.Effect;
import muster.schemas.GroupName;
import muster.schemas.Hook;
import muster.schemas.HookName;
import muster.schemas.InstanceId;
import muster.schemas.Outcome;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;

/** Answers lifecycle hooks and keeps them open. By the token, so that no call can ever meet another life's wait. */
final class LifecycleHooks {
    /** PutLifecycleHook's own default (Auto Scaling API reference). */
    private static final Duration DEFAULT_TIMEOUT = Duration.ofHours(1);

    private static final String DESCRIBE = "autoscaling:DescribeLifecycleHooks";
    private static final String READ_STATES = "autoscaling:DescribeAutoScalingInstances";
    private static final int LOOK_UPS_IN_FLIGHT = 2;

    /** Auto Scaling API reference, DescribeAutoScalingInstances. */
    private static final int STATES_AT_ONCE = 50;

    private final AutoScalingClient autoScaling;
    private final Calls calls;
    private final BatchLane<Known, Optional<Outcome.HookFound>> lookUps;
    private final BatchLane<InstanceId, Outcome> states;
    private final Map<Known, Outcome.HookFound> found = new ConcurrentHashMap<>();

    private record Known(GroupName group, HookName hook) {}

    LifecycleHooks(AutoScalingClient autoScaling, Calls calls, AwsLanes lanes) {
        this.autoScaling = autoScaling;
        this.calls = calls;
        this.lookUps = lanes.open("look-up-hooks", LOOK_UPS_IN_FLIGHT, new LookUp());
        this.states = lanes.open(
                "group-states",
                ByIds.IN_FLIGHT,
                new ByIds(calls, READ_STATES, STATES_AT_ONCE, this::states, new Outcome.GroupStateSeen("")));
    }

    Outcome complete(Effect.CompleteHook effect) {
        try {
            calls.make(
                    "autoscaling:CompleteLifecycleAction",
                    effect.group().value(),
                    () -> autoScaling.completeLifecycleAction(request -> request.autoScalingGroupName(
                                    effect.group().value())
                            .lifecycleHookName(effect.hook().value())
                            .instanceId(effect.instance().value())
                            .lifecycleActionToken(effect.token().value())
                            .lifecycleActionResult(effect.result().name())));
            return new Outcome.Done();
        } catch (CallRefused refused) {
            return isOver(refused);
        }
    }

    Outcome keep(Effect.KeepHook effect) {
        try {
            calls.make(
                    "autoscaling:RecordLifecycleActionHeartbeat",
                    effect.group().value(),
                    () -> autoScaling.recordLifecycleActionHeartbeat(request -> request.autoScalingGroupName(
                                    effect.group().value())
                            .lifecycleHookName(effect.hook().value())
                            .instanceId(effect.instance().value())
                            .lifecycleActionToken(effect.token().value())));
            return new Outcome.Done();
        } catch (CallRefused refused) {
            return isOver(refused);
        }
    }

    /**
     * The hook was answered before, or its time is over, or its group, its instance or the hook itself was deleted: nothing
     * waits for the call any more. Any other error says nothing of the kind.
     *
     * @throws CallRefused for any other error
     */
    private static Outcome isOver(CallRefused refused) {
        if (refused.meaning() == Meaning.GONE) {
            return new Outcome.AlreadyDone(refused.words());
        }
        throw refused;
    }

    /** Asked once for each group and hook: a changed timeout is known to the next process. */
    Outcome lookUp(Effect.LookUpHook effect) {
        var known = new Known(effect.group(), effect.hook());
        var cached = found.get(known);
        if (cached != null) {
            return cached;
        }
        return lookUps.ask(known)
                .<Outcome>map(it -> it)
                .orElseGet(() -> new Outcome.AlreadyDone(
                        "the group " + effect.group() + " has no hook " + effect.hook() + " any more"));
    }

    /** A storm of launches asks for one hook of one group: the request's members all ask for the same. */
    private final class LookUp implements BatchLane.Request<Known, Optional<Outcome.HookFound>> {
        @Override
        public void admit() {
            calls.admit(DESCRIBE);
        }

        @Override
        public Predicate<Known> room() {
            var first = new AtomicReference<Known>();
            return known -> first.compareAndSet(null, known) || known.equals(first.get());
        }

        @Override
        public List<Optional<Outcome.HookFound>> send(List<Known> members) {
            var known = members.getFirst();
            // the request before may have found it
            var answer = Optional.ofNullable(found.get(known)).or(() -> LifecycleHooks.this.ask(known));
            answer.ifPresent(it -> found.put(known, it));
            return Collections.nCopies(members.size(), answer);
        }
    }

    private Optional<Outcome.HookFound> ask(Known known) {
        try {
            var answer = calls.makeAdmitted(
                    DESCRIBE,
                    "*",
                    () -> autoScaling.describeLifecycleHooks(request -> request.autoScalingGroupName(
                                    known.group().value())
                            .lifecycleHookNames(known.hook().value())));
            return answer.lifecycleHooks().stream()
                    .filter(hook -> known.hook().value().equals(hook.lifecycleHookName()))
                    .findFirst()
                    .map(hook -> new Outcome.HookFound(
                            Optional.ofNullable(hook.heartbeatTimeout())
                                    .map(Duration::ofSeconds)
                                    .orElse(DEFAULT_TIMEOUT),
                            "CONTINUE".equals(hook.defaultResult()) ? Hook.Result.CONTINUE : Hook.Result.ABANDON));
        } catch (CallRefused refused) {
            if (refused.meaning() == Meaning.GONE) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    Outcome readState(Effect.ReadGroupState effect) {
        return states.ask(effect.instance());
    }

    private Map<String, Outcome> states(List<String> ids) {
        var answer = calls.makeAdmitted(
                READ_STATES, "*", () -> autoScaling.describeAutoScalingInstances(request -> request.instanceIds(ids)));
        return answer.autoScalingInstances().stream()
                .collect(Collectors.toMap(
                        instance -> instance.instanceId(),
                        instance -> new Outcome.GroupStateSeen(
                                Optional.ofNullable(instance.lifecycleState()).orElse("")),
                        (first, _) -> first));
    }
}
