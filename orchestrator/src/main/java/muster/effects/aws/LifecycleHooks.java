package muster.effects.aws;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import muster.schemas.Effect;
import muster.schemas.GroupName;
import muster.schemas.Hook;
import muster.schemas.HookName;
import muster.schemas.Outcome;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingException;

/** Answers lifecycle hooks and keeps them open. By the token, so that no call can ever meet another life's wait. */
final class LifecycleHooks {
    /** PutLifecycleHook's own default (Auto Scaling API reference). */
    private static final Duration DEFAULT_TIMEOUT = Duration.ofHours(1);

    private final AutoScalingClient autoScaling;
    private final Map<Known, Outcome.HookFound> found = new ConcurrentHashMap<>();

    private record Known(GroupName group, HookName hook) {}

    LifecycleHooks(AutoScalingClient autoScaling) {
        this.autoScaling = autoScaling;
    }

    Outcome complete(Effect.CompleteHook effect) {
        try {
            Refusals.call(
                    "autoscaling:CompleteLifecycleAction",
                    effect.group().value(),
                    () -> autoScaling.completeLifecycleAction(request -> request.autoScalingGroupName(
                                    effect.group().value())
                            .lifecycleHookName(effect.hook().value())
                            .instanceId(effect.instance().value())
                            .lifecycleActionToken(effect.token().value())
                            .lifecycleActionResult(effect.result().name())));
            return new Outcome.Done();
        } catch (AutoScalingException refused) {
            // AWS has no code of its own for "this hook was answered before, or its time is over", only this message.
            if (isValidation(refused) && Refusals.message(refused).contains("No active Lifecycle Action found")) {
                return new Outcome.AlreadyDone(Refusals.message(refused));
            }
            throw refused;
        }
    }

    /** Whatever Auto Scaling finds wrong with a heartbeat will not be right for the next: it ends them. */
    Outcome keep(Effect.KeepHook effect) {
        try {
            Refusals.call(
                    "autoscaling:RecordLifecycleActionHeartbeat",
                    effect.group().value(),
                    () -> autoScaling.recordLifecycleActionHeartbeat(request -> request.autoScalingGroupName(
                                    effect.group().value())
                            .lifecycleHookName(effect.hook().value())
                            .instanceId(effect.instance().value())
                            .lifecycleActionToken(effect.token().value())));
            return new Outcome.Done();
        } catch (AutoScalingException refused) {
            if (isValidation(refused)) {
                return new Outcome.AlreadyDone(Refusals.message(refused));
            }
            throw refused;
        }
    }

    /** Asked once for each group and hook: a changed timeout is known to the next process. */
    Outcome lookUp(Effect.LookUpHook effect) {
        var known = new Known(effect.group(), effect.hook());
        var cached = found.get(known);
        if (cached != null) {
            return cached;
        }
        var answer = ask(known);
        answer.ifPresent(it -> found.put(known, it));
        return answer.<Outcome>map(it -> it)
                .orElseGet(() -> new Outcome.AlreadyDone(
                        "the group " + effect.group() + " has no hook " + effect.hook() + " any more"));
    }

    private Optional<Outcome.HookFound> ask(Known known) {
        try {
            var answer = Refusals.call(
                    "autoscaling:DescribeLifecycleHooks",
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
        } catch (AutoScalingException refused) {
            // a group that is gone is a validation error here
            if (isValidation(refused)) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    Outcome readState(Effect.ReadGroupState effect) {
        var answer = Refusals.call(
                "autoscaling:DescribeAutoScalingInstances",
                "*",
                () -> autoScaling.describeAutoScalingInstances(
                        request -> request.instanceIds(effect.instance().value())));
        return new Outcome.GroupStateSeen(answer.autoScalingInstances().stream()
                .filter(instance -> effect.instance().value().equals(instance.instanceId()))
                .map(instance -> Optional.ofNullable(instance.lifecycleState()).orElse(""))
                .findFirst()
                .orElse(""));
    }

    private static boolean isValidation(AutoScalingException refused) {
        return Refusals.code(refused).equals("ValidationError");
    }
}
