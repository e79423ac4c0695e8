package muster.instance;

import java.time.Duration;
import java.util.Optional;
import muster.lifecycle.Lifecycle;
import muster.schemas.CommandStatus;
import muster.schemas.Instance;
import muster.schemas.Instance.Command;
import muster.schemas.Instance.LaunchAnswer;
import muster.schemas.Instance.Life;
import muster.schemas.Instance.Progress;
import muster.schemas.InstanceEvent.Resumed;

/**
 * No wait is a dead end: a parked life, and one whose state its lifecycle does not declare at present, is looked at again
 * from time to time, and goes on when what held it up has passed.
 */
final class Parking {
    /** A file is corrected within minutes, and the look costs nothing. */
    private static final Duration UNDECLARED = Duration.ofMinutes(1);

    private static final Duration PARKED = Duration.ofMinutes(10);
    private static final String IN_SERVICE = "InService";

    private Parking() {}

    /** Sets the clock for the next look, or clears it. */
    static void watch(Decision d, Optional<Lifecycle> lifecycle) {
        var i = d.instance();
        if (isUndeclared(i, lifecycle)) {
            d.setTimerUnlessSet(Timers.RESUME, UNDECLARED);
        } else if (i.progress() instanceof Progress.Parked && mayResume(i) && !needsPeople(i)) {
            d.setTimerUnlessSet(Timers.RESUME, PARKED);
        } else {
            d.clearTimerIfSet(Timers.RESUME);
        }
    }

    /** Whether the lifecycle, or the state that the instance stands in, has gone from the files. */
    static boolean isUndeclared(Instance i, Optional<Lifecycle> lifecycle) {
        return i.life() instanceof Life.Active
                && lifecycle.map(declared -> !declares(declared, i.progress())).orElse(true);
    }

    private static boolean declares(Lifecycle lifecycle, Progress progress) {
        return switch (progress) {
            case Progress.Outside _ -> true;
            case Progress.Resting(var state) -> lifecycle.declares(state);
            case Progress.Moving(var from, var to, var trigger, var _) ->
                lifecycle.trigger(from, to, trigger).isPresent();
            case Progress.Parked(var _, var _, var from) -> declares(lifecycle, from);
        };
    }

    /** Its command did not succeed: to run it once more is for people to decide, unless it succeeds late. */
    private static boolean needsPeople(Instance i) {
        return i.command() instanceof Command.Ended(var _, var _, var status) && status != CommandStatus.SUCCESS;
    }

    /** A launch that was abandoned ends the machine, unless Auto Scaling had let it in before. */
    private static boolean mayResume(Instance i) {
        return i.answer() != LaunchAnswer.ABANDON
                || (i.membership().at().isAfter(i.newestLife())
                        && i.membership().state().equals(IN_SERVICE));
    }

    /** The time for another look has come. */
    static void tryAgain(Decision d) {
        if (d.instance().progress() instanceof Progress.Parked
                && mayResume(d.instance())
                && !needsPeople(d.instance())) {
            d.record(new Resumed("tried again after a pause"));
        }
    }

    /** What it waited for has happened after all. */
    static void resume(Decision d, String why) {
        if (d.instance().progress() instanceof Progress.Parked && mayResume(d.instance())) {
            d.record(new Resumed(why));
        }
    }
}
