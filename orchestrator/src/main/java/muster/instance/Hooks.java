package muster.instance;

import java.util.Optional;
import muster.lifecycle.Lifecycle;
import muster.schemas.Effect;
import muster.schemas.Hook;
import muster.schemas.Instance;
import muster.schemas.Instance.Life;
import muster.schemas.Instance.Progress;

/** Every hook is answered, always: also the boring ones, or Auto Scaling waits for its timeout and then kills the machine. */
final class Hooks {
    private Hooks() {}

    static void answer(Decision d, Optional<Lifecycle> lifecycle) {
        for (var hook : d.instance().hooks().values()) {
            if (!hook.isClosed()) {
                due(d.instance(), hook, lifecycle).ifPresent(result -> want(d, hook, result));
            }
        }
    }

    static void want(Decision d, Hook hook, Hook.Result result) {
        d.want(
                Steps.answer(hook.token()),
                target -> new Effect.CompleteHook(target, hook.token(), hook.name(), hook.group(), result));
    }

    /** The launch hook of the life that the instance is in; it opened that life. */
    static Optional<Hook> ofThisLife(Instance i) {
        return i.hooks().values().stream()
                .filter(hook -> hook.transition() == Hook.Transition.LAUNCHING && opened(i, hook))
                .findFirst();
    }

    /** What the state says to answer, whichever signal brought it about; empty while something must be done first. */
    private static Optional<Hook.Result> due(Instance i, Hook hook, Optional<Lifecycle> lifecycle) {
        return switch (hook.transition()) {
            case TERMINATING -> i.life() instanceof Life.Ending ? Optional.empty() : Optional.of(Hook.Result.CONTINUE);
            case LAUNCHING -> launching(i, hook, lifecycle);
        };
    }

    private static Optional<Hook.Result> launching(Instance i, Hook hook, Optional<Lifecycle> lifecycle) {
        if (i.host().isAtItsEnd()) {
            return Optional.of(Hook.Result.ABANDON);
        }
        return switch (i.life()) {
            // out of scope, but it carries our hook
            case Life.Unseen _ -> Optional.of(Hook.Result.CONTINUE);
            case Life.Pooled _ -> Optional.of(opened(i, hook) ? Hook.Result.CONTINUE : Hook.Result.ABANDON);
            case Life.Active _ -> opened(i, hook) ? active(i, hook, lifecycle) : Optional.of(Hook.Result.ABANDON);
            // never a CONTINUE for a launch after its end was seen
            case Life.Ending _, Life.Gone _ -> Optional.of(Hook.Result.ABANDON);
        };
    }

    private static Optional<Hook.Result> active(Instance i, Hook hook, Optional<Lifecycle> lifecycle) {
        if (hook.answer() instanceof Hook.Answer.Asked(var result)) {
            return Optional.of(result);
        }
        return i.progress() instanceof Progress.Parked
                ? lifecycle.map(declared -> declared.failure().answer())
                : Optional.empty();
    }

    private static boolean opened(Instance i, Hook hook) {
        return hook.opened().equals(i.newestLife());
    }
}
