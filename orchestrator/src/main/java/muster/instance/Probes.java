package muster.instance;

import java.time.Duration;
import muster.lifecycle.Condition;
import muster.lifecycle.Lifecycle;
import muster.schemas.Ec2State;
import muster.schemas.Effect;
import muster.schemas.Instance.Command;
import muster.schemas.StepName;

/**
 * How a condition is found out when no event tells of it, or before it is relied on: delivery of events is best effort.
 * What an event usually tells is asked for only after a while.
 */
final class Probes {
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

    /** An address that a record needs: as soon as the machine runs it has the one that it keeps. */
    static void askForAddress(Decision d, Lifecycle lifecycle) {
        if (d.instance().host().isAt(Ec2State.RUNNING)) {
            d.want(Steps.DESCRIBE, Effect.DescribeInstance::new);
        } else {
            later(d, Steps.DESCRIBE, lifecycle.waits().running());
        }
    }

    private static void later(Decision d, StepName step, Duration wait) {
        if (!d.isUnderWay(step)) {
            d.setTimerUnlessSet(Timers.probe(step), wait);
        }
    }
}
