package muster.instance;

import java.time.Instant;
import java.util.Optional;
import muster.schemas.DueTime;
import muster.schemas.HookToken;
import muster.schemas.StepName;
import muster.schemas.TimerName;

/** The timers of an instance, by what they are for. */
final class Timers {
    /** Results that have not come for too long are asked for again. */
    static final TimerName OVERDUE = new TimerName("overdue");
    /** The state of an instance that has ended is dropped. */
    static final TimerName FORGET = new TimerName("forget");

    /** The life must have come to its final state. */
    static final TimerName DEADLINE = new TimerName("deadline");

    private static final String POSTPONED = DEADLINE + ".";

    /** A parked life, or one whose file does not declare where it stands, is looked at again. */
    static final TimerName RESUME = new TimerName("resume");

    private static final String BEAT = "beat.";
    private static final String RETRY = "retry.";
    private static final String AGAIN = "again.";
    private static final String PROBE = "probe.";
    private static final String WAIT = "wait.";

    private Timers() {}

    /** A deadline whose events were not read when it was due; its name keeps when that was. */
    static TimerName postponed(Instant deadline) {
        return new TimerName(POSTPONED + deadline.toEpochMilli());
    }

    static boolean isDeadline(TimerName timer) {
        return timer.equals(DEADLINE) || timer.value().startsWith(POSTPONED);
    }

    /** When a deadline was due at first; of another timer, when it is due. */
    static Instant firstDue(TimerName timer, DueTime due) {
        return timer.value().startsWith(POSTPONED)
                ? Instant.ofEpochMilli(Long.parseLong(timer.value().substring(POSTPONED.length())))
                : due.at();
    }

    /** Until it fires, the step is not asked for again. */
    static TimerName retry(StepName step) {
        return new TimerName(RETRY + step);
    }

    /** When it fires, a task is asked for again that no transition waits for. */
    static TimerName again(StepName step) {
        return new TimerName(AGAIN + step);
    }

    /** When it fires, what no event has told of is asked for. */
    static TimerName probe(StepName step) {
        return new TimerName(PROBE + step);
    }

    /** When it fires, a {@code wait} task is done. */
    static TimerName pause(StepName step) {
        return new TimerName(WAIT + step);
    }

    /** When it fires, a hook is kept open. */
    static TimerName beat(HookToken token) {
        return new TimerName(BEAT + token);
    }

    static Optional<HookToken> beatOf(TimerName timer) {
        return timer.value().startsWith(BEAT)
                ? Optional.of(new HookToken(timer.value().substring(BEAT.length())))
                : Optional.empty();
    }

    static Optional<StepName> againStep(TimerName timer) {
        return after(AGAIN, timer);
    }

    static Optional<StepName> probeStep(TimerName timer) {
        return after(PROBE, timer);
    }

    static Optional<StepName> pauseStep(TimerName timer) {
        return after(WAIT, timer);
    }

    private static Optional<StepName> after(String prefix, TimerName timer) {
        return timer.value().startsWith(prefix)
                ? Optional.of(new StepName(timer.value().substring(prefix.length())))
                : Optional.empty();
    }
}
