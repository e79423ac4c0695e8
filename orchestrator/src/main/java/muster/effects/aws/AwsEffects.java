package muster.effects.aws;

import java.time.Duration;
import java.time.InstantSource;
import muster.effects.EffectExecutor;
import muster.effects.LaneMetrics;
import muster.effects.Retries;
import muster.schemas.Effect;
import muster.schemas.Outcome;

/** Carries out each effect by its adapter. */
public final class AwsEffects implements EffectExecutor, AutoCloseable {
    private final Calls calls;
    private final AwsLanes lanes;
    private final Machines machines;
    private final Hostnames hostnames;
    private final Records records;
    private final Commands commands;
    private final LifecycleHooks hooks;

    /** With the runner's own patience, and without meters. */
    public AwsEffects(AwsClients clients, AwsSettings settings, InstantSource clock) {
        this(clients, settings, clock, Retries.Policy.DEFAULT, LaneMetrics.NONE);
    }

    /** @param retries of requests that many effects share; the others throw {@link muster.effects.TransientFault} */
    public AwsEffects(
            AwsClients clients,
            AwsSettings settings,
            InstantSource clock,
            Retries.Policy retries,
            LaneMetrics metrics) {
        this(clients, settings, clock, retries, metrics, Commands.LIST_LAG);
    }

    /** @param listLag how long a command that was taken may be missing from SSM's list */
    AwsEffects(
            AwsClients clients,
            AwsSettings settings,
            InstantSource clock,
            Retries.Policy retries,
            LaneMetrics metrics,
            Duration listLag) {
        this.calls = new Calls(settings.quotaFactor(), settings.maxConnections(), metrics, System::nanoTime);
        this.lanes = new AwsLanes(retries, metrics, System::nanoTime);
        this.machines = new Machines(clients.ec2(), clients.ssm(), calls, lanes);
        var items = new HostnameItems(clients.dynamoDb(), calls, settings.hostnamesTable());
        this.hostnames = new Hostnames(clients.dynamoDb(), calls, items, settings, clock);
        this.records = new Records(clients.route53(), calls, lanes, hostnames, items);
        var ledger = new CommandLedger(clients.dynamoDb(), calls, settings.instancesTable());
        this.commands = new Commands(clients.ssm(), calls, lanes, ledger, clock, listLag);
        this.hooks = new LifecycleHooks(clients.autoScaling(), calls, lanes);
    }

    @Override
    public Outcome execute(Effect effect) {
        try {
            return switch (effect) {
                case Effect.DescribeInstance describe -> machines.describe(describe);
                case Effect.TagInstance tag -> tag(tag);
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
        } catch (CallRefused refused) {
            return refused.blocked();
        }
    }

    /** A tag cannot be told to overwrite only what is older: what a process of long ago has in its hands stops here. */
    private Outcome tag(Effect.TagInstance tag) {
        return hostnames.isNamed(tag.instance(), tag.generation())
                ? machines.tag(tag)
                : new Outcome.Fenced("generation " + tag.generation() + " of the instance has no name any more");
    }

    /** Effects that wait for their turn end with {@link muster.effects.Stopping}; calls that run come to their end. */
    @Override
    public void close() {
        lanes.close();
        calls.close();
    }
}
