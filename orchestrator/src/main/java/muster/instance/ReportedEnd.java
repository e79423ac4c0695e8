package muster.instance;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import muster.lifecycle.Lifecycle;
import muster.schemas.Ec2State;
import muster.schemas.Effect;
import muster.schemas.Instance;
import muster.schemas.Instance.Ec2;
import muster.schemas.Instance.Life;
import muster.schemas.InstanceEvent.Ec2StateSeen;
import muster.schemas.InstanceEvent.EndDoubted;
import muster.schemas.InstanceEvent.EndRefuted;
import muster.schemas.InstanceEvent.EndReported;
import muster.schemas.Place;

/**
 * An event alone does not end a machine without a terminate hook: any sender with access to a queue could release any
 * host's name. DescribeInstances must confirm the end before the hostname and its records are released.
 */
final class ReportedEnd {
    /** Events can be ahead of what EC2 shows, by seconds. */
    private static final Duration LONGEST_LAG = Duration.ofMinutes(5);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private ReportedEnd() {}

    /** Whether a terminate hook has told of the end, or there is nothing to lose. */
    static boolean isExpected(Instance i) {
        return switch (i.life()) {
            case Life.Ending(var _, var _, var to, var _, var _) -> to != Place.WARM_POOL;
            case Life.Gone _, Life.Unseen _ -> true;
            case Life.Unmanaged _, Life.Pooled _, Life.Active _ -> false;
        };
    }

    /** Asks EC2 about an end that is in doubt; a terminate hook that was heard of since says the same as the report. */
    static void confirm(Decision d) {
        var i = d.instance();
        if (!i.host().isEndInDoubt()) {
            return;
        }
        if (isExpected(i)) {
            d.record(new Ec2StateSeen(Ec2State.TERMINATED, i.host().endReported()));
        } else {
            d.want(Steps.DESCRIBE, Effect.DescribeInstance::new);
        }
    }

    /** A launch is heard of after the end of a machine that was a stranger's until now: whose end that was is in doubt. */
    static void doubt(Decision d) {
        if (d.instance().life() instanceof Life.Unseen
                && d.instance().host().ec2() instanceof Ec2.Seen(var state, var _)
                && state.isFinal()) {
            d.record(new EndReported(state, d.now()));
        }
    }

    /**
     * EC2 shows the machine alive. That may lag behind the event for a while, and after that the event was false.
     *
     * @param looked when EC2 answered, which may be long before that is heard; looks are compared with looks alone, since
     *     the report has the time of another clock
     */
    static void shownAlive(Decision d, Optional<Lifecycle> lifecycle, Effect effect, Ec2State state, Instant looked) {
        var host = d.instance().host();
        if (!host.isEndInDoubt() || isExpected(d.instance())) {
            return;
        }
        var isFirst = host.endDoubted().equals(Instant.EPOCH);
        var age = isFirst ? Duration.ZERO : Duration.between(host.endDoubted(), looked);
        if (age.compareTo(LONGEST_LAG) >= 0) {
            d.record(new EndRefuted(state, d.now()));
            return;
        }
        if (isFirst || host.isMissing()) {
            d.record(new EndDoubted(state, looked));
        }
        if (effect.generation().equals(d.instance().generation())) {
            var shortest = lifecycle
                    .map(Lifecycle::waits)
                    .orElse(Lifecycle.Waits.DEFAULT)
                    .instance();
            var pause = age.compareTo(shortest) < 0 ? shortest : age;
            d.setTimer(Timers.retry(Steps.DESCRIBE), pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
        }
    }
}
