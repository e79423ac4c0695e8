package muster.instance;

import java.util.Optional;
import java.util.stream.Stream;
import muster.lifecycle.Lifecycle;
import muster.schemas.Effect;
import muster.schemas.Hook;
import muster.schemas.Instance;
import muster.schemas.Instance.LaunchAnswer;
import muster.schemas.Instance.Life;
import muster.schemas.Instance.Progress;
import muster.schemas.InstanceEvent;
import muster.schemas.Place;

/** Every hook is answered, always: also the boring ones, or Auto Scaling waits for its timeout and then kills the machine. */
final class Hooks {
    private Hooks() {}

    static void answer(Decision d, Optional<Lifecycle> lifecycle) {
        decide(d, lifecycle);
        for (var hook : d.instance().hooks().values()) {
            if (isUndecided(d.instance(), hook)) {
                d.want(Steps.READ_GROUP_STATE, Effect.ReadGroupState::new);
            } else if (!hook.isClosed()) {
                due(d.instance(), hook).ifPresent(result -> want(d, hook, result));
            }
        }
    }

    /** A life that has failed answers for all hooks of its launch, also for those that are not known yet. */
    private static void decide(Decision d, Optional<Lifecycle> lifecycle) {
        var i = d.instance();
        if (i.life() instanceof Life.Active
                && i.progress() instanceof Progress.Parked
                && i.answer() == LaunchAnswer.OWED
                && ofThisLife(i).noneMatch(hook -> hook.answer() instanceof Hook.Answer.Asked)) {
            lifecycle.ifPresent(declared ->
                    d.record(new InstanceEvent.LaunchAnswered(declared.failure().answer())));
        }
    }

    private static boolean isUndecided(Instance i, Hook hook) {
        return hook.answer() instanceof Hook.Answer.Undecided
                && i.life() instanceof Life.Active
                && !hook.opened().isBefore(i.newestLife())
                && !i.host().isAtItsEnd();
    }

    static void want(Decision d, Hook hook, Hook.Result result) {
        d.want(
                Steps.answer(hook.token()),
                target -> new Effect.CompleteHook(target, hook.token(), hook.name(), hook.group(), result));
    }

    /** The launch hooks of the transition that opened the life that the instance is in. */
    static Stream<Hook> ofThisLife(Instance i) {
        return i.hooks().values().stream()
                .filter(hook -> hook.transition() == Hook.Transition.LAUNCHING && isOfThisLife(i, hook));
    }

    /** What the state says to answer, whichever signal brought it about; empty while something must be done first. */
    private static Optional<Hook.Result> due(Instance i, Hook hook) {
        return switch (hook.transition()) {
            case TERMINATING -> i.life() instanceof Life.Ending ? Optional.empty() : Optional.of(Hook.Result.CONTINUE);
            case LAUNCHING -> launching(i, hook);
        };
    }

    private static Optional<Hook.Result> launching(Instance i, Hook hook) {
        if (i.host().isAtItsEnd() || hasEndedSince(i, hook)) {
            return Optional.of(Hook.Result.ABANDON);
        }
        if (i.host().isEndInDoubt()) {
            // a CONTINUE for a machine that is gone would put it into service; EC2 is asked, and the hook is kept open
            return hook.answer() instanceof Hook.Answer.Asked(var result) ? Optional.of(result) : Optional.empty();
        }
        return switch (i.life()) {
            // out of scope, but it carries our hook
            case Life.Unseen _, Life.Unmanaged _ -> Optional.of(Hook.Result.CONTINUE);
            case Life.Pooled _ ->
                Optional.of(isOfThisLife(i, hook) ? Hook.Result.CONTINUE : answerOfItsLaunch(i, hook));
            case Life.Active _ -> isOfThisLife(i, hook) ? active(i, hook) : Optional.of(answerOfItsLaunch(i, hook));
            // never a CONTINUE for a launch after its end was seen
            case Life.Ending _, Life.Gone _ -> Optional.of(Hook.Result.ABANDON);
        };
    }

    /** Auto Scaling has taken the instance out again: it does not wait at the launch hook, and must never be told to go on. */
    private static boolean hasEndedSince(Instance i, Hook launch) {
        return i.hooks().values().stream()
                .anyMatch(hook -> hook.transition() == Hook.Transition.TERMINATING
                        && hook.passage().destination() != Place.ACTIVE_GROUP
                        && hook.opened().isAfter(launch.opened()));
    }

    /** Of a launch before the newest one: what its other hooks got, or that it is over. */
    private static Hook.Result answerOfItsLaunch(Instance i, Hook hook) {
        return i.hooks().values().stream()
                .filter(other -> other.passage().equals(hook.passage()))
                .flatMap(other -> switch (other.answer()) {
                    case Hook.Answer.Given(var result, var _, var _) -> Stream.of(result);
                    case Hook.Answer.Asked(var result) -> Stream.of(result);
                    case Hook.Answer.Owed _, Hook.Answer.Undecided _ -> Stream.empty();
                })
                .findFirst()
                .orElse(Hook.Result.ABANDON);
    }

    private static Optional<Hook.Result> active(Instance i, Hook hook) {
        if (hook.answer() instanceof Hook.Answer.Asked(var result)) {
            return Optional.of(result);
        }
        return switch (i.answer()) {
            case OWED -> Optional.empty();
            case CONTINUE -> Optional.of(Hook.Result.CONTINUE);
            case ABANDON -> Optional.of(Hook.Result.ABANDON);
        };
    }

    private static boolean isOfThisLife(Instance i, Hook hook) {
        return hook.passage().begun().equals(i.newestLife());
    }
}
