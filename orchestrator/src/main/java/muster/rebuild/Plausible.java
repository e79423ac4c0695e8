package muster.rebuild;

import java.time.Duration;
import muster.schemas.CommandId;
import muster.schemas.CommandStatus;
import muster.schemas.Ec2State;
import muster.schemas.Effect;
import muster.schemas.Hook;
import muster.schemas.Outcome;

/** How a world in which all goes well would answer what was never asked of the real one. */
final class Plausible {
    private Plausible() {}

    static Outcome outcome(Effect effect) {
        return switch (effect) {
            case Effect.DescribeInstance _ ->
                new Outcome.Described(Ec2State.RUNNING, "192.0.2.1", "192.0.2.2", "2001:db8::1");
            case Effect.ClaimHostname claim -> new Outcome.Claimed(claim.pool().name(0));
            case Effect.CheckAgent _ -> new Outcome.AgentOnline();
            case Effect.SendCommand _ -> new Outcome.CommandSent(new CommandId("dry-run"));
            case Effect.CheckCommand(var _, var command) -> new Outcome.CommandSeen(command, CommandStatus.SUCCESS);
            case Effect.LookUpHook _ -> new Outcome.HookFound(Duration.ofHours(1), Hook.Result.ABANDON);
            case Effect.ReadGroupState _ -> new Outcome.GroupStateSeen("InService");
            case Effect.ReleaseHostname _,
                    Effect.UpsertDns _,
                    Effect.DeleteDns _,
                    Effect.TagInstance _,
                    Effect.CompleteHook _,
                    Effect.KeepHook _ -> new Outcome.Done();
        };
    }
}
