package muster.effects.aws;

import muster.schemas.Effect;
import muster.schemas.Outcome;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingException;

/** Answers lifecycle hooks. By the token, so that an answer can never meet another life's wait. */
final class LifecycleHooks {
    private final AutoScalingClient autoScaling;

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
            if (Refusals.code(refused).equals("ValidationError")
                    && Refusals.message(refused).contains("No active Lifecycle Action found")) {
                return new Outcome.AlreadyDone(Refusals.message(refused));
            }
            throw refused;
        }
    }
}
