package muster.instance;

import java.time.Duration;
import muster.lifecycle.Condition;
import muster.lifecycle.Lifecycle;
import muster.schemas.Ec2State;
import muster.schemas.Effect;
import muster.schemas.Hook;
import muster.schemas.Instance;
import muster.schemas.Instance.Command;
import muster.schemas.StepName;

/**
 * How a condition is found out when no event tells of it, or before it is relied on: delivery of events is best effort.
 * What an event usually tells is asked for only after a while.
 */
final class Probes {
    /** "EC2 Instance Launch Successful" usually comes within seconds of the answer. */
    private static final Duration DEPARTURE = Duration.ofMinutes(2);

    private Probes() {}

    static void ask(Decision d, Lifecycle lifecycle, Condition condition) {
        switch (condition) {
            case ADDRESS_KNOWN -> d.want(Steps.DESCRIBE, Effect.DescribeInstance::new);
            case AGENT_ONLINE -> d.want(Steps.CHECK_AGENT, Effect.CheckAgent::new);
            case RUNNING -> later(d, Steps.DESCRIBE, lifecycle.waits().running());
            case COMMAND_SUCCEEDED ->
                later(d, Steps.CHECK_COMMAND, lifecycle.waits().command());
            case LAUNCH_SEEN, DESTINATION_IS_ACTIVE, HOSTNAME_HELD, DNS_UPSERTED, TAGGED, HOOK_ANSWERED -> {}
        }
    }

    /** A probe's time has come. */
    static void ask(Decision d, StepName step) {
        if (step.equals(Steps.DESCRIBE)) {
            d.want(step, Effect.DescribeInstance::new);
        } else if (step.equals(Steps.CHECK_COMMAND)
                && d.instance().command() instanceof Command.Sent(var command, var _, var _)) {
            d.want(step, target -> new Effect.CheckCommand(target, command));
        }
    }

    /** The machine runs and has no address of the kind that a record needs. */
    static void lookAgain(Decision d, Lifecycle lifecycle) {
        later(d, Steps.DESCRIBE, lifecycle.waits().running());
    }

    /** An address that a record needs: as soon as the machine runs it has the one that it keeps. */
    static void askForAddress(Decision d, Lifecycle lifecycle) {
        if (d.instance().host().isAt(Ec2State.RUNNING)) {
            d.want(Steps.DESCRIBE, Effect.DescribeInstance::new);
        } else {
            later(d, Steps.DESCRIBE, lifecycle.waits().running());
        }
    }

    /**
     * Once all hooks of a launch are answered, the instance leaves Auto Scaling's Pending state. Auto Scaling reports that;
     * where the report does not come, a look finds it out: a hook of the same kind that opens later is then known to be of
     * another launch.
     */
    static void watchDeparture(Decision d) {
        var i = d.instance();
        var hooks = Hooks.ofThisLife(i).toList();
        if (hooks.isEmpty() || !hooks.stream().allMatch(Hook::isClosed) || hasLeft(i)) {
            d.clearTimerIfSet(Timers.probe(Steps.READ_GROUP_STATE));
        } else {
            later(d, Steps.READ_GROUP_STATE, DEPARTURE);
        }
    }

    private static boolean hasLeft(Instance i) {
        return i.membership().at().isAfter(i.newestLife())
                && !i.membership().state().contains("Pending");
    }

    private static void later(Decision d, StepName step, Duration wait) {
        if (!d.isUnderWay(step)) {
            d.setTimerUnlessSet(Timers.probe(step), wait);
        }
    }
}
