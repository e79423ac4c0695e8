package muster.effects.aws;

import java.time.InstantSource;
import muster.effects.EffectExecutor;
import muster.schemas.Effect;
import muster.schemas.Outcome;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Carries out each effect by its adapter. */
public final class AwsEffects implements EffectExecutor {
    private final Machines machines;
    private final Hostnames hostnames;
    private final Records records;
    private final Commands commands;
    private final LifecycleHooks hooks;

    public AwsEffects(AwsClients clients, AwsSettings settings, InstantSource clock) {
        this.machines = new Machines(clients.ec2(), clients.ssm());
        this.hostnames = new Hostnames(clients.dynamoDb(), settings, clock);
        this.records = new Records(clients.route53(), hostnames);
        this.commands =
                new Commands(clients.ssm(), new CommandLedger(clients.dynamoDb(), settings.instancesTable()), clock);
        this.hooks = new LifecycleHooks(clients.autoScaling());
    }

    @Override
    public Outcome execute(Effect effect) {
        try {
            return switch (effect) {
                case Effect.DescribeInstance describe -> machines.describe(describe);
                case Effect.TagInstance tag -> machines.tag(tag);
                case Effect.CheckAgent check -> machines.checkAgent(check);
                case Effect.ClaimHostname claim -> hostnames.claim(claim);
                case Effect.ReleaseHostname release -> hostnames.release(release);
                case Effect.UpsertDns upsert -> records.upsert(upsert);
                case Effect.DeleteDns delete -> records.delete(delete);
                case Effect.SendCommand send -> commands.send(send);
                case Effect.CheckCommand check -> commands.check(check);
                case Effect.CompleteHook complete -> hooks.complete(complete);
                case Effect.LookUpHook lookUp -> hooks.lookUp(lookUp);
                case Effect.KeepHook keep -> hooks.keep(keep);
                case Effect.ReadGroupState read -> hooks.readState(read);
            };
        } catch (Refusals.PermanentFault forbidden) {
            return new Outcome.Failed(String.valueOf(forbidden.getMessage()), true);
        } catch (AwsServiceException refused) {
            return new Outcome.Failed(Refusals.code(refused) + ": " + Refusals.message(refused), false);
        }
    }
}
