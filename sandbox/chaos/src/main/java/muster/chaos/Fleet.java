package muster.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import muster.awssim.AwsSim;
import muster.awssim.base.Spread;
import muster.awssim.world.GroupSpec;
import muster.awssim.world.HookSpec;
import muster.awssim.world.PoolState;
import muster.awssim.world.World;
import muster.harness.Watch;

/**
 * Instances that come and go while the run lasts: launched, promoted, returned, scaled in and killed by hand, also before
 * anybody can have named them. A seed fixes what each of them goes through. Thread-safe for {@link #lure}.
 */
final class Fleet {
    /**
     * Long enough for a hook to be kept over the longest outage and what follows it: heartbeats come at each third, so that two
     * thirds are left when Kafka goes, and Kafka is away for 70 s before anybody can start to recover.
     */
    static final Duration HOOK = Duration.ofSeconds(240);

    private static final Duration TICK = Duration.ofMillis(50);
    /** As many come at once to the pool of six names, so that some have to wait for others' ends. */
    private static final int BURST = 9;

    /**
     * Of so many instances, a burst. A name is given away and back within some 45 s under faults, 18 of them its rest: 8 lives a
     * minute. More than those would wait in a line that grows until the end.
     */
    private static final int ONE_BURST_OF = 100;

    private final World world;
    private final List<Member> members;
    private final long begin = System.nanoTime();

    /** One verb, some time after the one before could be done. */
    record Turn(long pauseMillis, Verb verb) {}

    interface Verb {
        /** @throws IllegalStateException where the instance is not so far yet */
        void on(World world, String instance);
    }

    static final class Member {
        private final String group;
        private final boolean intoPool;
        private final long startMillis;
        private final List<Turn> turns;
        private String instance = "";
        private long dueMillis;
        private int next;

        Member(String group, boolean intoPool, long startMillis, List<Turn> turns) {
            this.group = group;
            this.intoPool = intoPool;
            this.startMillis = startMillis;
            this.turns = List.copyOf(turns);
        }

        boolean isThrough(World world) {
            return !instance.isEmpty()
                    && (next == turns.size() || world.instance(instance).state().isEnd());
        }

        void step(World world, long millis) {
            if (instance.isEmpty()) {
                if (millis >= startMillis) {
                    instance = intoPool ? world.launchIntoPool(group) : world.launchDirect(group);
                    due(millis);
                }
                return;
            }
            if (isThrough(world) || millis < dueMillis) {
                return;
            }
            try {
                turns.get(next).verb().on(world, instance);
                next++;
                due(millis);
            } catch (IllegalStateException notYet) {
                dueMillis = millis + 200;
            }
        }

        private void due(long millis) {
            if (next < turns.size()) {
                dueMillis = millis + turns.get(next).pauseMillis();
            }
        }
    }

    Fleet(AwsSim aws, Scenario scenario) {
        this.world = aws.world();
        this.members = new CopyOnWriteArrayList<>();
        createGroups(scenario.hook());
        plan(scenario);
        if (scenario.rarePaths() > 0) {
            var paths = new RarePaths(aws, scenario.load());
            paths.createGroups(scenario.hook());
            var random = new Random(scenario.seed() + 4);
            members.addAll(paths.doomed(random));
            for (int i = 0; i < scenario.rarePaths(); i++) {
                members.addAll(paths.plan(random));
            }
        }
        if (scenario.hook().compareTo(HOOK) < 0) {
            createSlow(scenario.hook());
        }
    }

    private void createGroups(Duration hook) {
        world.createGroup(group("validator-direct", hook));
        world.createGroup(group("validator-warm", hook).withWarmPool(PoolState.RUNNING));
        world.createGroup(group("validator-cold", hook).withWarmPool(PoolState.STOPPED));
        world.createGroup(group("validator-late", hook).withAgentOnline(Spread.millis(4_000, 12_000)));
        world.createGroup(group("validator-never", hook).withoutAgent());
        world.createGroup(group("archive-store", hook));
        world.createGroup(GroupSpec.named("billing"));
    }

    /** Their hooks must be kept open once and again: the service is started before the answer, and the agent is late. */
    private void createSlow(Duration hook) {
        long late = hook.toMillis() * 3 / 2;
        world.createGroup(group("archive-slow", hook).withAgentOnline(Spread.millis(late, late)));
        for (int i = 0; i < 3; i++) {
            members.add(new Member("archive-slow", false, 0, List.of()));
        }
    }

    static GroupSpec group(String name, Duration hook) {
        return GroupSpec.named(name)
                .withBoot(Spread.millis(300, 1500))
                .withAgentOnline(Spread.millis(200, 3000))
                .withCommandRun(Spread.millis(50, 300))
                .withHookAfterKill(Duration.ofMillis(800))
                .withHook(HookSpec.launching("muster-launch").withTimeout(hook))
                .withHook(HookSpec.terminating("muster-terminate").withTimeout(hook));
    }

    private void plan(Scenario scenario) {
        var random = new Random(scenario.seed());
        long window = scenario.load().toMillis() * 7 / 10;
        int bursts = Math.max(1, scenario.instances() / ONE_BURST_OF);
        for (int i = 0; i < bursts; i++) {
            long at = window / 3 * i / bursts + random.nextLong(500);
            burst(random, at + (bursts == 1 ? 0 : window * i / bursts / 2));
        }
        int others = Math.max(0, scenario.instances() - bursts * BURST);
        for (int i = 0; i < others; i++) {
            members.add(member(random, window * i / others + random.nextLong(1_000), scenario));
        }
        for (int i = 0; i < Math.max(2, scenario.instances() / 50); i++) {
            members.add(new Member("billing", false, random.nextLong(window), List.of()));
        }
    }

    private void burst(Random random, long at) {
        for (int i = 0; i < BURST; i++) {
            var turns = List.of(new Turn(0, Fleet::awaitService), pause(random, 5, 12, World::scaleIn));
            members.add(new Member("archive-store", false, at + random.nextLong(500), turns));
        }
    }

    /** Whoever waits for a name waits as long as it takes. */
    private static void awaitService(World world, String instance) {
        if (!world.instance(instance).lifecycle().orElse("").equals("InService")) {
            throw new IllegalStateException(instance + " is not in service yet");
        }
    }

    private Member member(Random random, long at, Scenario scenario) {
        if (random.nextInt(100) < scenario.lateAgents()) {
            return new Member("validator-late", false, at, List.of());
        }
        int kind = random.nextInt(92);
        if (kind < 20) {
            return new Member("validator-direct", false, at, List.of());
        }
        if (kind < 40) {
            return new Member("validator-direct", false, at, List.of(pause(random, 3, 15, World::scaleIn)));
        }
        if (kind < 52) {
            return new Member("validator-direct", false, at, List.of(pause(random, 2, 10, World::terminateByHand)));
        }
        if (kind < 64) {
            // before it can have a name, or while it gets one
            return new Member(
                    "validator-direct", false, at, List.of(new Turn(random.nextLong(1_500), World::terminateByHand)));
        }
        if (kind < 66) {
            long left = Math.max(1_000, scenario.load().toMillis() - at);
            return new Member("validator-never", false, at, List.of(new Turn(left, World::scaleIn)));
        }
        String pool = random.nextBoolean() ? "validator-warm" : "validator-cold";
        var turns = new ArrayList<>(List.of(pause(random, 1, 4, World::promote)));
        if (random.nextBoolean()) {
            turns.add(pause(random, 2, 8, World::returnToPool));
            turns.add(pause(random, 1, 5, World::promote));
        }
        if (random.nextInt(3) > 0) {
            turns.add(pause(random, 2, 8, World::scaleIn));
        }
        return new Member(pool, true, at, turns);
    }

    private static Turn pause(Random random, int fromSeconds, int toSeconds, Verb verb) {
        return new Turn(random.nextLong(fromSeconds * 1_000L, toSeconds * 1_000L), verb);
    }

    /**
     * One more that gets all and gives it back again, so that a process which waits at a point sees somebody pass. It begins at
     * once, and goes on when the others do.
     */
    void lure() {
        var member = new Member("validator-direct", false, 0, List.of(new Turn(10_000, World::scaleIn)));
        member.step(world, millis());
        members.add(member);
    }

    /** Plays until the time is over; who has not gone through all by then goes on with it. */
    void play(Duration time) {
        var watch = new Watch(time);
        while (!watch.isOver()) {
            step();
        }
    }

    /** Lets the last ones go through what is left of theirs. */
    boolean finish(Duration limit) {
        var watch = new Watch(limit);
        while (!isThrough() && !watch.isOver()) {
            step();
        }
        return isThrough();
    }

    private void step() {
        long millis = millis();
        members.forEach(member -> member.step(world, millis));
        new Watch(TICK).pause(TICK);
    }

    private long millis() {
        return Duration.ofNanos(System.nanoTime() - begin).toMillis();
    }

    private boolean isThrough() {
        return members.stream().allMatch(member -> member.isThrough(world));
    }
}
