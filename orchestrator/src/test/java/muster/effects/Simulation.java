package muster.effects;

import static muster.instance.Signals.instance;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import muster.instance.Lives;
import muster.instance.Play;
import muster.instance.Signals;
import muster.instance.ValidatorLifecycle;
import muster.lifecycle.Lifecycle;
import muster.lifecycle.Lifecycles;
import muster.schemas.Ec2State;
import muster.schemas.Effect;
import muster.schemas.EffectResult;
import muster.schemas.Hook;
import muster.schemas.HookToken;
import muster.schemas.Instance;
import muster.schemas.InstanceId;
import muster.schemas.Outcome;
import muster.schemas.Signal;

/**
 * Fifty instances on forty names, one thread and one clock: the decider with its journal, the runner's lanes and offsets, and
 * a world that is late, refuses, forgets to answer and lies. Everything that is random comes from one seed.
 */
final class Simulation {
    private static final int INSTANCES = 50;
    private static final int NAMES = 40;
    private static final Duration TICK = Duration.ofSeconds(1);

    /** What goes wrong. */
    enum Fault {
        /** The decider's process stops, and the next one has nothing but the journal. */
        DECIDER_KILLED,
        /** The runner's process stops; the next one begins at the offset that was committed. */
        RUNNER_KILLED,
        /** An effect of a runner that was thought dead is carried out after all. */
        ZOMBIE,
        RESULT_TWICE,
        THROTTLED,
        /** It took effect, and nobody was told. */
        ANSWER_LOST,
        STALE_DESCRIBE,
        EC2_LAG,
        AGENT_LATE,
        AGENT_NEVER,
        HOOK_EXPIRED,
        CLOCK_SKEW,
        /** The role may not make some call for some minutes. */
        DENIED,
        SECOND_HOOK,
        ROOT_VOLUME_REPLACED,
        RETAINED,
        DETACHED,
        FOREIGN_COMMAND,
        /** An event that says a machine has ended which runs on. */
        FORGED_END
    }

    /** @param hours that passed in it */
    record Report(int seed, int lives, int signals, int effects, double hours, Map<Fault, Integer> faults) {}

    private record Later(Instant at, Effect effect, EffectResult result) {}

    private final int seed;
    private final Random random;
    private final Play play =
            new Play(new Lifecycles(List.of(ValidatorLifecycle.of(NAMES, Lifecycle.OnReturn.RELEASE))));
    private final Lives lives;
    private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
    private final Set<HookToken> expired = new HashSet<>();
    private final Map<InstanceId, Instant> agents = new HashMap<>();

    /** The effects topic. */
    private final List<Effect> topic = new ArrayList<>();

    private final Map<InstanceId, ArrayDeque<Integer>> lanes = new HashMap<>();
    private final PriorityQueue<Later> later = new PriorityQueue<>(Comparator.comparing(Later::at));
    private OffsetTracker tracker = new OffsetTracker();
    private int taken;
    private long committed;
    private static final List<Class<? extends Effect>> DENIABLE = List.of(
            Effect.DescribeInstance.class,
            Effect.ClaimHostname.class,
            Effect.UpsertDns.class,
            Effect.TagInstance.class,
            Effect.SendCommand.class,
            Effect.CompleteHook.class,
            Effect.ReleaseHostname.class);

    private static final Duration LONGEST_LAG = Duration.ofMinutes(4);
    private final Map<InstanceId, Instant> ended = new HashMap<>();
    private final Set<InstanceId> replaced = new HashSet<>();
    private Class<? extends Effect> denied = Effect.DescribeInstance.class;
    private Instant deniedFrom = Instant.MAX;
    private Instant deniedUntil = Instant.MAX;
    private boolean faulty = true;
    private int signals;
    private int happened;

    Simulation(int seed) {
        this.seed = seed;
        this.random = new Random(seed);
        // the bytes take most of the time, and every order of a life goes through them elsewhere
        play.journaling(seed % 4 == 0);
        var skewed = random.nextInt(3) == 0;
        this.lives = new Lives(random, skewed ? Duration.ofSeconds(random.nextInt(600) - 300) : Duration.ZERO);
        if (skewed) {
            count(Fault.CLOCK_SKEW);
        }
    }

    /** @throws AssertionError with the seed, the breach and the story of its instance */
    Report run() {
        for (int number = 1; number <= INSTANCES; number++) {
            lives.live(instance(number), random.nextInt(120));
            agent(instance(number));
        }
        play.world().expire(expired::contains);
        count(Fault.SECOND_HOOK, lives.seconds().size());
        count(Fault.ROOT_VOLUME_REPLACED, lives.replacements().size());
        count(Fault.RETAINED, lives.retained().size());
        count(Fault.DETACHED, lives.detached().size());
        denied = DENIABLE.get(random.nextInt(DENIABLE.size()));
        deniedFrom = Signals.START.plusSeconds(random.nextInt(300));
        deniedUntil = deniedFrom.plusSeconds(random.nextInt(600));
        var delivered = lives.distorted();
        delivered.addAll(forgedEnds());
        delivered.sort(Comparator.comparing(Lives.Happening::at));
        for (var told : delivered) {
            while (play.now().isBefore(told.at())) {
                tick();
            }
            hear(told.signal());
        }
        faulty = false;
        agents.values().removeIf(at -> at.isBefore(Instant.MAX));
        var end = play.now().plus(Duration.ofMinutes(100));
        while (play.now().isBefore(end)) {
            tick();
        }
        verify();
        return new Report(
                seed,
                INSTANCES,
                signals,
                topic.size(),
                Duration.between(Signals.START, play.now()).toSeconds() / 3600.0,
                faults);
    }

    private List<Lives.Happening> forgedEnds() {
        var forger = new Random(~seed);
        return lives.alive().stream()
                .sorted()
                .filter(_ -> forger.nextInt(10) == 0)
                .map(id -> {
                    count(Fault.FORGED_END);
                    var at = forger.nextInt(400);
                    return new Lives.Happening(Signals.START.plusSeconds(at), Signals.ec2(id, at, Ec2State.TERMINATED));
                })
                .toList();
    }

    private void agent(InstanceId id) {
        switch (random.nextInt(12)) {
            case 0 -> {
                agents.put(id, Instant.MAX);
                count(Fault.AGENT_NEVER);
            }
            case 1, 2 -> {
                agents.put(id, Signals.START.plusSeconds(random.nextInt(300)));
                count(Fault.AGENT_LATE);
            }
            default -> {}
        }
    }

    private void tick() {
        // once faults have stopped, nothing but timers moves the clock: longer steps do
        play.waitOnly(faulty ? TICK : TICK.multipliedBy(5));
        world();
        take();
        if (faulty && random.nextInt(60) == 0) {
            killRunner();
        }
        for (var lane : List.copyOf(lanes.keySet())) {
            if (!faulty || random.nextInt(3) > 0) {
                work(lane);
            }
        }
        while (!later.isEmpty() && !later.peek().at().isAfter(play.now())) {
            var due = later.poll();
            play.tell(due.effect(), due.result());
            afterSignal();
        }
        take();
        var position = tracker.toCommit();
        committed = position < 0 ? committed : position;
    }

    private void world() {
        while (happened < lives.truth().size()
                && !lives.truth().get(happened).at().isAfter(play.now())) {
            if (lives.truth().get(happened).signal() instanceof Signal.Ec2StateChanged(var from, var state)) {
                play.world().machine(from.instance()).state = state;
                if (state.isFinal()) {
                    ended.putIfAbsent(from.instance(), play.now());
                }
            }
            happened++;
        }
        lives.retained().forEach((id, at) -> {
            if (!play.now().isBefore(at)) {
                play.world().machine(id).groupState = "Terminating:Retained";
                expired.addAll(lives.tokensOf(id, "-k"));
            }
        });
        for (var id : lives.detached()) {
            // some time after its launch
            if (!play.now().isBefore(Signals.START.plusSeconds(400))) {
                play.world().machine(id).groupState = "";
            }
        }
        lives.replacements().forEach((id, at) -> {
            if (!play.now().isBefore(at) && replaced.add(id)) {
                play.world().machine(id).markers.clear();
            }
        });
        agents.forEach(
                (id, online) -> play.world().machine(id).agent = !play.now().isBefore(online));
        for (int number = 1; number <= INSTANCES; number++) {
            if (!agents.containsKey(instance(number))) {
                play.world().machine(instance(number)).agent = true;
            }
        }
    }

    private void hear(Signal signal) {
        signals++;
        if (signal instanceof Signal.CommandStatusChanged) {
            count(Fault.FOREIGN_COMMAND);
        }
        play.hear(signal);
        afterSignal();
        if (signal instanceof Signal.LaunchHookOpened opened && random.nextInt(25) == 0) {
            expired.add(opened.token());
            count(Fault.HOOK_EXPIRED);
        }
    }

    private void afterSignal() {
        if (faulty && random.nextInt(400) == 0) {
            play.rebuild();
            count(Fault.DECIDER_KILLED);
        }
        topic.addAll(play.asked());
        play.asked().clear();
    }

    /** Into the lanes, in the order of the topic. */
    private void take() {
        topic.addAll(play.asked());
        play.asked().clear();
        for (; taken < topic.size(); taken++) {
            tracker.begin(taken);
            lanes.computeIfAbsent(topic.get(taken).instance(), _ -> new ArrayDeque<>())
                    .add(taken);
        }
    }

    private void killRunner() {
        count(Fault.RUNNER_KILLED);
        for (var lane : lanes.values()) {
            if (!lane.isEmpty() && random.nextInt(3) == 0) {
                var effect = topic.get(lane.peek());
                count(Fault.ZOMBIE);
                zombies.add(new Zombie(play.now().plusSeconds(random.nextInt(90)), effect));
            }
        }
        lanes.clear();
        tracker = new OffsetTracker();
        taken = (int) committed;
    }

    private record Zombie(Instant at, Effect effect) {}

    private final List<Zombie> zombies = new ArrayList<>();

    /** The head of a lane is carried out; what it came to is told a little later. */
    private void work(InstanceId id) {
        zombies.removeIf(zombie -> {
            if (zombie.at().isAfter(play.now())) {
                return false;
            }
            tell(zombie.effect(), play.result(zombie.effect()));
            return true;
        });
        var lane = lanes.get(id);
        if (lane == null || lane.isEmpty()) {
            lanes.remove(id);
            return;
        }
        int offset = lane.poll();
        var effect = topic.get(offset);
        tell(effect, carryOut(effect));
        tracker.finish(offset);
    }

    private void tell(Effect effect, EffectResult result) {
        later.add(new Later(play.now().plusMillis(random.nextInt(2000)), effect, result));
        if (faulty && random.nextInt(20) == 0) {
            count(Fault.RESULT_TWICE);
            later.add(new Later(play.now().plusSeconds(random.nextInt(60)), effect, result));
        }
    }

    /** EC2 goes on showing a machine that has ended for seconds; minutes are more than was ever seen. */
    private boolean mayBeShownAlive(InstanceId id) {
        var end = ended.get(id);
        return end == null || play.now().isBefore(end.plus(LONGEST_LAG));
    }

    private EffectResult carryOut(Effect effect) {
        if (denied.isInstance(effect)
                && !play.now().isBefore(deniedFrom)
                && play.now().isBefore(deniedUntil)) {
            count(Fault.DENIED);
            return blocked(effect, "AccessDenied");
        }
        if (!faulty) {
            return play.result(effect);
        }
        switch (random.nextInt(40)) {
            case 0, 1 -> {
                count(Fault.THROTTLED);
                return blocked(effect, "throttled for too long");
            }
            case 2 -> {
                // a command that is lost so is sent once more in the next round, and runs once more: see the README
                if (!(effect instanceof Effect.SendCommand)) {
                    count(Fault.ANSWER_LOST);
                    play.world().run(effect);
                    return blocked(effect, "the connection was reset");
                }
            }
            case 3, 4 -> {
                if (effect instanceof Effect.DescribeInstance && mayBeShownAlive(effect.instance())) {
                    count(Fault.STALE_DESCRIBE);
                    return with(
                            effect,
                            new Outcome.Described(Ec2State.PENDING, play.world().address(effect.instance()), "", ""));
                }
            }
            case 5, 6 -> {
                if (effect instanceof Effect.DescribeInstance || effect instanceof Effect.TagInstance) {
                    count(Fault.EC2_LAG);
                    return with(
                            effect,
                            effect instanceof Effect.DescribeInstance
                                    ? new Outcome.NotShown("EC2 does not show the instance yet")
                                    : new Outcome.NotYet("EC2 does not know the instance yet"));
                }
            }
            default -> {}
        }
        return play.result(effect);
    }

    private EffectResult blocked(Effect effect, String why) {
        return with(effect, new Outcome.Blocked(Outcome.Fault.SURROUNDINGS, why, ""));
    }

    private EffectResult with(Effect effect, Outcome outcome) {
        return new EffectResult(effect.id(), effect.instance(), effect.generation(), outcome, play.now(), 1);
    }

    private void count(Fault fault) {
        count(fault, 1);
    }

    private void count(Fault fault, int times) {
        if (times > 0) {
            faults.merge(fault, times, Integer::sum);
        }
    }

    private void verify() {
        play.rebuild();
        play.checkStarts(id -> lives.replacements().containsKey(id) ? 1 : 0);
        var wrong = new ArrayList<>(play.world().breaches());
        var named = 0;
        for (int number = 1; number <= INSTANCES; number++) {
            var id = instance(number);
            var state = play.state(id);
            var names = play.world().namesOf(id);
            named += names.size();
            if (!state.awaited().isEmpty() && !agents.containsKey(id)) {
                wrong.add("I7: " + id + " still awaits " + state.awaited().keySet());
            }
            if (state.hooks().values().stream().anyMatch(hook -> !hook.isClosed())) {
                wrong.add("I3: a hook of " + id + " is not answered: "
                        + state.hooks().values());
            }
            if (!lives.alive().contains(id)) {
                if (!names.isEmpty()) {
                    wrong.add("I4: " + id + " is gone and holds " + names);
                }
                // one whose end was heard before its launch was never ours, and is forgotten
                if (!(state.life() instanceof Instance.Life.Gone || state.life() instanceof Instance.Life.Unseen)) {
                    wrong.add("I7: " + id + " is gone, and its life is " + state.life());
                }
            } else if (!(state.progress() instanceof Instance.Progress.Parked) && !agents.containsKey(id)) {
                if (names.size() != 1 || play.world().machine(id).starts.isEmpty()) {
                    wrong.add("I7: " + id + " lives, holds " + names + ", was started as "
                            + play.world().machine(id).starts + " and is at " + state.progress());
                }
                if (!state.timers().isEmpty()) {
                    wrong.add("I7: " + id + " serves, and has timers " + state.timers());
                }
            }
        }
        lives.seconds().forEach((second, first) -> {
            var answers = play.world().answers();
            if (answers.containsKey(second)
                    && answers.containsKey(first)
                    && answers.get(second) != answers.get(first)
                    && lives.alive().stream().anyMatch(id -> hasOnlyLaunched(id, first))) {
                wrong.add("I3: the hooks " + first + " and " + second + " of one launch have two answers: " + answers);
            }
        });
        lives.replacements().keySet().forEach(id -> {
            var state = play.state(id);
            var starts = play.world().machine(id).starts.size();
            if (!(state.progress() instanceof Instance.Progress.Parked)
                    && !agents.containsKey(id)
                    && (state.generation().number() != 1 || starts < 1)) {
                wrong.add("I2: the root volume of " + id + " was replaced; generation " + state.generation() + ", "
                        + starts + " starts");
            }
        });
        if (play.world().records().size() != named) {
            // one that was parked before its record was written has a name and none
            var parked = play.states().values().stream()
                    .filter(state -> state.progress() instanceof Instance.Progress.Parked)
                    .count();
            if (play.world().records().size() > named
                    || named - play.world().records().size() > parked) {
                wrong.add("I4: " + named + " names, " + play.world().records().size() + " records");
            }
        }
        if (!wrong.isEmpty()) {
            throw new AssertionError("seed " + seed + ", again by -Dmuster.seed=" + seed + "\n"
                    + String.join("\n", wrong) + "\n" + story(wrong.getFirst()));
        }
    }

    private boolean hasOnlyLaunched(InstanceId id, HookToken first) {
        var hooks = play.state(id).hooks();
        return hooks.containsKey(first)
                && hooks.values().stream().noneMatch(hook -> hook.transition() == Hook.Transition.TERMINATING);
    }

    /** Of the instance that the first breach names. */
    private String story(String breach) {
        var id = breach.replaceAll("(?s).*?(i-[0-9a-f]{17}).*", "$1");
        return play.story().stream().filter(step -> step.contains(id)).reduce("", (a, b) -> a + "\n" + b);
    }
}
