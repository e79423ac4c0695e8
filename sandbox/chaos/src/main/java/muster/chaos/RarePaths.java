package muster.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import muster.awssim.AwsSim;
import muster.awssim.base.Spread;
import muster.awssim.world.Addresses;
import muster.awssim.world.CommandStatus;
import muster.awssim.world.GroupSpec;
import muster.awssim.world.HookResult;
import muster.awssim.world.HookSpec;
import muster.awssim.world.World;

/**
 * What seldom happens to an instance: two hooks for one transition, another root volume, Standby, detachment, a group that is
 * deleted by force, retention, an agent that picks up no command, and an address of IPv6 alone.
 */
final class RarePaths {
    private static final String TWO_HOOKS = "validator-two-hooks";
    private static final String DOOMED = "validator-doomed";
    private static final String RETAINING = "validator-retaining";
    private static final String MODERN = "modern-ipv6";
    private static final String DIRECT = "validator-direct";

    /** The shortest that Auto Scaling takes (API reference, PutLifecycleHook), so that it is over while the run lasts. */
    private static final Duration RETAINING_HOOK = Duration.ofSeconds(30);
    /** Its event comes when Auto Scaling has applied the default already. */
    private static final Duration TOO_LATE = RETAINING_HOOK.plusSeconds(4);

    private final AwsSim aws;
    private final Duration load;

    RarePaths(AwsSim aws, Duration load) {
        this.aws = aws;
        this.load = load;
    }

    /** @param hook how long the hooks wait */
    void createGroups(Duration hook) {
        World world = aws.world();
        world.createGroup(Fleet.group(TWO_HOOKS, hook)
                .withHook(HookSpec.launching("muster-launch-too").withTimeout(hook))
                .withHook(HookSpec.terminating("muster-terminate-too").withTimeout(hook)));
        world.createGroup(Fleet.group(DOOMED, hook));
        world.createGroup(Fleet.group(MODERN, hook).withAddresses(Addresses.IPV6_ONLY));
        world.createGroup(GroupSpec.named(RETAINING)
                .withBoot(Spread.millis(300, 1500))
                .withHook(HookSpec.launching("muster-launch").withTimeout(hook))
                .withHook(HookSpec.terminating("muster-terminate")
                        .withTimeout(RETAINING_HOOK)
                        .withDefault(HookResult.ABANDON))
                .retainingAbandoned());
        aws.delivery()
                .when(event -> event.isTerminateHook()
                        && event.detail().path("AutoScalingGroupName").asText().equals(RETAINING))
                .late(TOO_LATE);
    }

    /** Each path once, spread over the first two thirds of the load, but for those that take long. */
    List<Fleet.Member> plan(Random random) {
        long window = load.toMillis() / 2;
        var members = new ArrayList<Fleet.Member>();
        // what is retained is known to be only when its event has come
        members.add(direct(RETAINING, 0, once(random, World::scaleIn)));
        members.add(direct(RETAINING, 0, once(random, World::scaleIn), retained(World::scaleIn)));
        members.add(direct(TWO_HOOKS, at(random, window)));
        members.add(direct(TWO_HOOKS, at(random, window), once(random, World::scaleIn)));
        members.add(direct(TWO_HOOKS, at(random, window), new Fleet.Turn(at(random, 1_500), World::scaleIn)));
        members.add(direct(DIRECT, at(random, window), once(random, World::replaceRootVolume)));
        members.add(direct(
                DIRECT,
                at(random, window),
                once(random, World::replaceRootVolume),
                once(random, World::replaceRootVolume),
                once(random, World::scaleIn)));
        members.add(direct(
                DIRECT,
                at(random, window),
                new Fleet.Turn(0, World::failRootVolumeReplacement),
                once(random, World::replaceRootVolume)));
        members.add(direct(
                DIRECT,
                at(random, window),
                once(random, World::enterStandby),
                new Fleet.Turn(at(random, 4_000), World::exitStandby)));
        members.add(direct(
                DIRECT, at(random, window), once(random, World::enterStandby), once(random, World::terminateByHand)));
        members.add(direct(DIRECT, at(random, window), once(random, World::detach)));
        members.add(
                direct(DIRECT, at(random, window), once(random, World::detach), once(random, World::terminateByHand)));
        members.add(direct(MODERN, at(random, window)));
        members.add(direct(MODERN, at(random, window), once(random, World::scaleIn)));
        members.add(direct(
                DIRECT,
                at(random, window),
                new Fleet.Turn(
                        0, (world, instance) -> world.endCommands(instance, CommandStatus.DELIVERY_TIMED_OUT, 1))));
        members.add(direct(
                DIRECT,
                at(random, window),
                new Fleet.Turn(0, (world, instance) -> world.agentDeaf(instance, true)),
                new Fleet.Turn(8_000, (world, instance) -> world.agentDeaf(instance, false))));
        return members;
    }

    /** A group whose instances are in all states when it is deleted. */
    List<Fleet.Member> doomed(Random random) {
        var members = new ArrayList<Fleet.Member>();
        for (int i = 0; i < 3; i++) {
            members.add(direct(DOOMED, at(random, load.toMillis() / 2)));
        }
        members.add(direct(
                DOOMED,
                load.toMillis() / 2,
                new Fleet.Turn(at(random, 2_000), (world, _) -> world.deleteGroup(DOOMED, true))));
        return members;
    }

    private static Fleet.Member direct(String group, long at, Fleet.Turn... turns) {
        return new Fleet.Member(group, false, at, List.of(turns));
    }

    private static long at(Random random, long window) {
        return random.nextLong(window);
    }

    /** Some seconds after it came into service. */
    private static Fleet.Turn once(Random random, Fleet.Verb verb) {
        return new Fleet.Turn(1_000 + random.nextLong(5_000), (world, instance) -> {
            String lifecycle = world.instance(instance).lifecycle().orElse("");
            boolean mayEndAnywhere = lifecycle.isEmpty() || lifecycle.equals("Standby");
            if (!lifecycle.equals("InService") && !mayEndAnywhere) {
                throw new IllegalStateException(instance + " is not in service yet");
            }
            verb.on(world, instance);
        });
    }

    private static Fleet.Turn retained(Fleet.Verb verb) {
        return new Fleet.Turn(12_000, (world, instance) -> {
            if (!world.instance(instance)
                    .lifecycle()
                    .filter(it -> it.endsWith(":Retained"))
                    .isPresent()) {
                throw new IllegalStateException(instance + " is not retained yet");
            }
            verb.on(world, instance);
        });
    }
}
