package muster.instance;

import java.time.Duration;
import java.time.Instant;
import muster.schemas.DueTime;
import muster.schemas.Effect;
import muster.schemas.Hook;
import muster.schemas.Hook.Keeping;
import muster.schemas.HookToken;
import muster.schemas.InstanceEvent;
import muster.schemas.Outcome;
import muster.schemas.Signal;

/**
 * Keeps a hook from running out while something must be done before its answer: a heartbeat at a third of its timeout.
 * Each is asked for by a timer, so that it comes whatever restarts in between.
 */
final class Heartbeats {
    /** The shortest timeout is 30 s; most hooks are answered before this, and their timeout is never looked up. */
    private static final Duration LOOK_UP_AFTER = Duration.ofSeconds(5);

    private static final Duration LONGEST = Duration.ofHours(48);
    private static final int MOST_TIMEOUTS = 100;
    private static final int BEATS_A_TIMEOUT = 3;

    private Heartbeats() {}

    /** Sets the next beat of each hook that is open, and ends the beating of each that is not. */
    static void keep(Decision d) {
        for (var hook : d.instance().hooks().values()) {
            if (hook.isClosed()) {
                stop(d, hook, Hook.End.ANSWERED);
            } else if (d.instance().host().isAtItsEnd()) {
                stop(d, hook, Hook.End.MACHINE_ENDED);
            } else {
                goOn(d, hook);
            }
        }
    }

    private static void stop(Decision d, Hook hook, Hook.End why) {
        if (hook.keeping() instanceof Keeping.Kept) {
            end(d, hook, why);
        } else {
            d.clearTimerIfSet(Timers.beat(hook.token()));
        }
    }

    private static void goOn(Decision d, Hook hook) {
        switch (hook.keeping()) {
            case Keeping.Unknown _
            when !isBeingAnswered(d, hook) -> beatAt(d, hook, hook.since().plus(LOOK_UP_AFTER));
            case Keeping.Kept kept ->
                beatAt(d, hook, kept.deadline().minus(kept.timeout()).plus(third(kept)));
            case Keeping.Unknown _, Keeping.Over _ -> {}
        }
    }

    /** An answer that is on its way is not waited for; one that was denied or throttled can be long in coming. */
    private static boolean isBeingAnswered(Decision d, Hook hook) {
        return hook.answer() instanceof Hook.Answer.Asked && d.isUnderWay(Steps.answer(hook.token()));
    }

    private static void beatAt(Decision d, Hook hook, Instant due) {
        var timer = Timers.beat(hook.token());
        var step = Steps.beat(hook.token());
        var timers = d.instance().timers();
        if (!timers.containsKey(timer) && !timers.containsKey(Timers.retry(step)) && !d.isUnderWay(step)) {
            d.record(new InstanceEvent.TimerSet(timer, new DueTime(due.isBefore(d.now()) ? d.now() : due)));
        }
    }

    /** The timer of a beat has fired. The last one is given up early enough to answer before Auto Scaling does. */
    static void due(Decision d, HookToken token, Signal.Backlog backlog) {
        var hook = d.instance().hooks().get(token);
        if (hook == null || hook.isClosed()) {
            return;
        }
        switch (hook.keeping()) {
            case Keeping.Unknown _ ->
                d.want(Steps.beat(token), target -> new Effect.LookUpHook(target, hook.name(), hook.group()));
            case Keeping.Kept kept
            when d.now().plus(third(kept).multipliedBy(2)).isAfter(kept.longest()) -> {
                if (backlog == Signal.Backlog.UNREAD) {
                    // what saves the launch may be among the events that are still to be read
                    d.setTimer(Timers.beat(token), InstanceDecider.UNREAD);
                    return;
                }
                end(d, hook, Hook.End.LONGEST_WAIT);
                if (hook.isOwed() && isOfThisLife(d, token)) {
                    Progressing.park(d, "its launch hook " + hook.name() + " can be kept open no longer");
                }
            }
            case Keeping.Kept _ ->
                d.want(Steps.beat(token), target -> new Effect.KeepHook(target, token, hook.name(), hook.group()));
            case Keeping.Over _ -> {}
        }
    }

    private static boolean isOfThisLife(Decision d, HookToken token) {
        return Hooks.ofThisLife(d.instance()).anyMatch(hook -> hook.token().equals(token));
    }

    /** The timeout was looked up. */
    static void timed(Decision d, Effect.LookUpHook effect, Outcome.HookFound found) {
        d.instance().hooks().values().stream()
                .filter(hook -> Steps.beat(hook.token()).equals(effect.target().step()))
                .forEach(hook ->
                        d.record(new InstanceEvent.HookTimed(hook.token(), found.timeout(), found.byDefault())));
    }

    /** Auto Scaling does not wait at this hook: somebody else has answered, or its default applies. */
    static void refused(Decision d, Effect.KeepHook effect) {
        var hook = d.instance().hooks().get(effect.token());
        if (hook == null || hook.isClosed()) {
            return;
        }
        var result = hook.keeping() instanceof Keeping.Kept kept ? kept.byDefault() : Hook.Result.CONTINUE;
        end(d, hook, Hook.End.NO_ACTIVE_ACTION);
        d.record(new InstanceEvent.HookAnswered(hook.token(), result, false, d.now()));
    }

    /** The group has no hook of this name, so nobody can tell how long it waits. */
    static void noSuchHook(Decision d, Effect.LookUpHook effect) {
        d.instance().hooks().values().stream()
                .filter(hook -> Steps.beat(hook.token()).equals(effect.target().step()))
                .forEach(hook -> end(d, hook, Hook.End.NO_SUCH_HOOK));
    }

    static Keeping kept(Hook hook, Duration timeout, Hook.Result byDefault) {
        var longest = timeout.multipliedBy(MOST_TIMEOUTS);
        return new Keeping.Kept(
                timeout,
                byDefault,
                hook.since().plus(timeout),
                hook.since().plus(longest.compareTo(LONGEST) < 0 ? longest : LONGEST));
    }

    private static void end(Decision d, Hook hook, Hook.End why) {
        d.record(new InstanceEvent.HeartbeatsEnded(hook.token(), why, d.now()));
        d.clearTimerIfSet(Timers.beat(hook.token()));
    }

    private static Duration third(Keeping.Kept kept) {
        return Duration.ofMillis(kept.timeout().toMillis() / BEATS_A_TIMEOUT);
    }
}
