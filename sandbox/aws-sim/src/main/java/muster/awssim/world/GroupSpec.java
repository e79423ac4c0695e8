package muster.awssim.world;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import muster.awssim.base.Spread;

/**
 * What an Auto Scaling group is to be like.
 *
 * @param name unique in the whole simulation
 * @param region where it lives; that of the configuration where empty
 * @param boot from pending to running
 * @param agentOnline from running until the SSM agent is online; empty means that it never registers
 * @param commandRun how long a command takes on a host
 * @param hookAfterKill from the end of an instance that was terminated by hand to its terminate hook; empty means that none ever comes
 * @param namesOrigin whether the hook events of a group without a warm pool say Origin and Destination
 * @param tags tags that each instance gets at launch
 * @param addresses which addresses its instances have
 * @param retainsAbandoned the instance lifecycle policy: whether an abandoned terminate hook retains the instance
 */
public record GroupSpec(
        String name,
        Optional<String> region,
        List<HookSpec> hooks,
        Optional<PoolSpec> warmPool,
        int maxSize,
        Spread boot,
        Optional<Spread> agentOnline,
        Spread commandRun,
        Optional<Spread> hookAfterKill,
        boolean namesOrigin,
        Map<String, String> tags,
        Addresses addresses,
        boolean retainsAbandoned) {
    public GroupSpec {
        hooks = List.copyOf(hooks);
        tags = Map.copyOf(tags);
    }

    /** No hooks, no warm pool, and times of some milliseconds. */
    public static GroupSpec named(String name) {
        return new GroupSpec(
                name,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                10_000,
                Spread.millis(20, 60),
                Optional.of(Spread.millis(10, 40)),
                Spread.millis(10, 40),
                Optional.of(Spread.millis(50, 100)),
                true,
                Map.of(),
                Addresses.IPV4,
                false);
    }

    public GroupSpec inRegion(String in) {
        return copy(Optional.of(in), hooks, warmPool, boot, agentOnline, commandRun, hookAfterKill, namesOrigin, tags);
    }

    public GroupSpec withHook(HookSpec hook) {
        List<HookSpec> more = Stream.concat(hooks.stream(), Stream.of(hook)).toList();
        return copy(region, more, warmPool, boot, agentOnline, commandRun, hookAfterKill, namesOrigin, tags);
    }

    /** With the reuse policy. */
    public GroupSpec withWarmPool(PoolState state) {
        return withWarmPool(new PoolSpec(state, true));
    }

    public GroupSpec withWarmPool(PoolSpec pool) {
        return copy(region, hooks, Optional.of(pool), boot, agentOnline, commandRun, hookAfterKill, namesOrigin, tags);
    }

    public GroupSpec withBoot(Spread range) {
        return copy(region, hooks, warmPool, range, agentOnline, commandRun, hookAfterKill, namesOrigin, tags);
    }

    public GroupSpec withAgentOnline(Spread range) {
        return copy(region, hooks, warmPool, boot, Optional.of(range), commandRun, hookAfterKill, namesOrigin, tags);
    }

    public GroupSpec withoutAgent() {
        return copy(region, hooks, warmPool, boot, Optional.empty(), commandRun, hookAfterKill, namesOrigin, tags);
    }

    public GroupSpec withCommandRun(Spread range) {
        return copy(region, hooks, warmPool, boot, agentOnline, range, hookAfterKill, namesOrigin, tags);
    }

    public GroupSpec withHookAfterKill(Duration delay) {
        Optional<Spread> later = Optional.of(Spread.of(delay));
        return copy(region, hooks, warmPool, boot, agentOnline, commandRun, later, namesOrigin, tags);
    }

    public GroupSpec withoutHookAfterKill() {
        return copy(region, hooks, warmPool, boot, agentOnline, commandRun, Optional.empty(), namesOrigin, tags);
    }

    public GroupSpec withoutOrigin() {
        return copy(region, hooks, warmPool, boot, agentOnline, commandRun, hookAfterKill, false, tags);
    }

    public GroupSpec withTags(Map<String, String> launchTags) {
        return copy(region, hooks, warmPool, boot, agentOnline, commandRun, hookAfterKill, namesOrigin, launchTags);
    }

    public GroupSpec withAddresses(Addresses families) {
        return copy(families, retainsAbandoned);
    }

    /** With {@code RetentionTriggers.TerminateHookAbandon} = {@code retain}. */
    public GroupSpec retainingAbandoned() {
        return copy(addresses, true);
    }

    private GroupSpec copy(Addresses families, boolean retains) {
        return new GroupSpec(
                name,
                region,
                hooks,
                warmPool,
                maxSize,
                boot,
                agentOnline,
                commandRun,
                hookAfterKill,
                namesOrigin,
                tags,
                families,
                retains);
    }

    private GroupSpec copy(
            Optional<String> in,
            List<HookSpec> withHooks,
            Optional<PoolSpec> pool,
            Spread booting,
            Optional<Spread> online,
            Spread command,
            Optional<Spread> afterKill,
            boolean origin,
            Map<String, String> launchTags) {
        return new GroupSpec(
                name,
                in,
                withHooks,
                pool,
                maxSize,
                booting,
                online,
                command,
                afterKill,
                origin,
                launchTags,
                addresses,
                retainsAbandoned);
    }
}
