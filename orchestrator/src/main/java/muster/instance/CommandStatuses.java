package muster.instance;

import muster.lifecycle.Lifecycle;
import muster.lifecycle.Retry;
import muster.lifecycle.Trigger;
import muster.schemas.CommandId;
import muster.schemas.CommandStatus;
import muster.schemas.Effect;
import muster.schemas.Instance.Command;
import muster.schemas.InstanceEvent.*;
import muster.schemas.StepName;

/** What the status of a command means, from an event or from a look. */
final class CommandStatuses {
    private CommandStatuses() {}

    static void heard(Decision d, Lifecycle lifecycle, CommandId id, CommandStatus status) {
        var what = "command " + id + " is " + status;
        switch (d.instance().command()) {
            case Command.Sent(var sent, var step, var _)
            when sent.equals(id) -> commandStatus(d, lifecycle, id, step, status);
            case Command.Ended(var ended, var step, var known)
            when ended.equals(id) -> {
                if (status == CommandStatus.SUCCESS && known != CommandStatus.SUCCESS) {
                    succeededLate(d, id, step);
                } else {
                    d.ignore(Reason.DUPLICATE, what);
                }
            }
            case Command.None _, Command.Sent _, Command.Ended _ -> {
                if (!isSending(d)) {
                    d.ignore(Reason.NOT_AWAITED, what);
                } else if (status.meaning() == CommandStatus.Meaning.UNDER_WAY) {
                    d.ignore(Reason.UNDER_WAY, what);
                } else {
                    // the event may come before the answer to SendCommand, or be of another tool's command
                    d.record(new CommandHeard(id, status));
                }
            }
        }
    }

    /** SSM has taken the command for lost, and the host has carried it out all the same. */
    private static void succeededLate(Decision d, CommandId id, StepName step) {
        d.record(new CommandEnded(id, step, CommandStatus.SUCCESS));
        d.clearTimerIfSet(Timers.again(step));
        Parking.resume(d, step + " succeeded late");
    }

    private static boolean isSending(Decision d) {
        return d.instance().awaited().values().stream()
                .map(awaited -> awaited.effect())
                .anyMatch(effect -> effect instanceof Effect.SendCommand && Results.isOfThisLife(d, effect));
    }

    private static void commandStatus(
            Decision d, Lifecycle lifecycle, CommandId id, StepName step, CommandStatus status) {
        if (status.meaning() == CommandStatus.Meaning.UNDER_WAY) {
            d.ignore(Reason.UNDER_WAY, "command " + id + " is " + status);
            return;
        }
        d.record(new CommandEnded(id, step, status));
        var retry = lifecycle.triggerOf(step).map(Trigger::retry).orElse(Retry.DEFAULT);
        var rounds = d.instance().roundsOf(step);
        if (status.meaning() == CommandStatus.Meaning.SUCCEEDED) {
            return;
        }
        if (!lifecycle.failure().resend().contains(status)) {
            Progressing.park(d, step + " ended as " + status);
        } else if (rounds >= retry.attempts()) {
            Progressing.park(d, step + " ended as " + status + ", the last of " + rounds + " commands");
        } else {
            d.setTimer(Timers.again(step), retry.pauseAfter(rounds));
        }
    }
}
