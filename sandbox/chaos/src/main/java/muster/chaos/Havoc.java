package muster.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import muster.harness.Watch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kills, halts and pauses processes while the fleet comes and goes: one orchestrator at random moments, the other at named
 * points, the bridge at both; and now and then Kafka is away, for all of them.
 */
final class Havoc {
    private static final Logger LOG = LoggerFactory.getLogger(Havoc.class);

    /** The session lasts 12 s; names rest for 18. */
    private static final Duration PAUSE = Duration.ofSeconds(15);

    private static final Duration TO_A_POINT = Duration.ofSeconds(25);
    /** Between two instances that are launched for a point to be passed. */
    private static final Duration LURE = Duration.ofSeconds(4);

    private static final int ROUNDS = 3;
    private static final Duration READY = Duration.ofSeconds(60);

    private final Stage stage;
    private final Scenario scenario;
    private final Fleet fleet;
    private final Fired fired;
    private final Pulse pulse;
    private final List<String> missed = Collections.synchronizedList(new ArrayList<>());
    /** While Kafka is away (write), nothing else is done (read). */
    private final ReadWriteLock calm = new ReentrantReadWriteLock();

    private interface Act {
        void play();
    }

    Havoc(Stage stage, Scenario scenario, Fleet fleet, Fired fired, Pulse pulse) {
        this.stage = stage;
        this.scenario = scenario;
        this.fleet = fleet;
        this.fired = fired;
        this.pulse = pulse;
    }

    /** Plays all, spread over the time of the load; returns when the last act is over. */
    void play() {
        var threads = new ArrayList<Thread>();
        // the last launches come well before the end, and a point that nobody passes is never reached
        var moving = scenario.load().multipliedBy(2).dividedBy(3);
        threads.add(Thread.ofPlatform().name("havoc-points").start(() -> {
            spread(atPoints(), moving);
            onceMore();
        }));
        for (var acts : List.of(atRandom(), onTheBridge(), onKafka())) {
            threads.add(Thread.ofPlatform().name("havoc").start(() -> spread(acts, scenario.load())));
        }
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Points that no process came to in time. */
    List<String> missed() {
        return List.copyOf(missed);
    }

    private void spread(List<Act> acts, Duration over) {
        var time = new Watch(over);
        long apart = over.toNanos() / (acts.size() + 1);
        long due = System.nanoTime();
        for (Act act : acts) {
            // those that fell into an outage do not all come at once after it: nobody could serve in between
            due = Math.max(due + apart, System.nanoTime() + apart / 4);
            time.pause(Duration.ofNanos(due - System.nanoTime()));
            try {
                act.play();
            } catch (RuntimeException fault) {
                LOG.error("an act of havoc failed", fault);
            }
        }
    }

    private List<Act> atRandom() {
        var acts = new ArrayList<Act>();
        var target = stage.orchestrators().getFirst();
        for (int i = 0; i < scenario.orchestratorKills(); i++) {
            // one that is on its way to a point would never come there
            var victim = scenario.points().isEmpty() && i % 2 == 1
                    ? stage.orchestrators().getLast()
                    : target;
            acts.add(() -> kill(victim, "orchestrator killed"));
        }
        for (int i = 0; i < scenario.zombies(); i++) {
            acts.add(() -> pause(target));
        }
        Collections.shuffle(acts, new Random(scenario.seed()));
        return acts;
    }

    /** The one that is halted at points. */
    private Program pointed() {
        return stage.orchestrators().getLast();
    }

    private List<Act> atPoints() {
        var random = new Random(scenario.seed() + 1);
        var target = pointed();
        var points = new ArrayList<>(scenario.points());
        Collections.shuffle(points, random);
        return points.stream()
                .<Act>map(point -> () -> halt(target, point, 1 + random.nextInt(3), "orchestrator halted"))
                .toList();
    }

    /** Where other faults kept the fleet from passing, it may pass now. */
    private void onceMore() {
        for (int round = 0; round < ROUNDS; round++) {
            var points = new TreeSet<>(missed());
            points.retainAll(scenario.points());
            missed.removeAll(points);
            points.forEach(point -> halt(pointed(), point, 1, "orchestrator halted"));
        }
    }

    private List<Act> onTheBridge() {
        var acts = new ArrayList<Act>();
        for (int i = 0; i < scenario.bridgeKills(); i++) {
            acts.add(() -> kill(stage.bridge(), "bridge killed"));
        }
        scenario.bridgePoints().forEach(point -> acts.add(() -> halt(stage.bridge(), point, 1, "bridge halted")));
        Collections.shuffle(acts, new Random(scenario.seed() + 2));
        return acts;
    }

    private List<Act> onKafka() {
        return scenario.outages().stream().<Act>map(time -> () -> outage(time)).toList();
    }

    private void kill(Program target, String kind) {
        calm.readLock().lock();
        try {
            target.killAndStart();
            killed(target, kind);
        } finally {
            calm.readLock().unlock();
        }
    }

    private void killed(Program target, String kind) {
        fired.count(kind);
        if (stage.orchestrators().contains(target)) {
            pulse.killed();
        }
    }

    private void halt(Program target, String point, int nth, String kind) {
        calm.readLock().lock();
        try {
            int before = target.halts();
            target.killAndStart(point + "#" + nth);
            var _ = new Watch(READY).until(() -> target.halts() > before || target.isReady());
            if (comes(target, before)) {
                killed(target, kind);
                fired.count("halted " + point);
            } else {
                missed.add(point);
                LOG.info("{} did not come to {}", target.name(), point);
                target.killAndStart();
            }
        } finally {
            calm.readLock().unlock();
        }
    }

    /** Somebody passes each point sooner or later, but not always while the process waits there. */
    private boolean comes(Program target, int before) {
        var time = new Watch(TO_A_POINT);
        while (!time.isOver()) {
            fleet.lure();
            if (new Watch(LURE).until(() -> target.halts() > before)) {
                return true;
            }
        }
        return false;
    }

    private void pause(Program target) {
        calm.readLock().lock();
        try {
            var _ = new Watch(READY).until(target::isReady);
            target.pause();
            new Watch(PAUSE).pause(PAUSE);
            target.resume();
            fired.count("orchestrator paused");
        } finally {
            calm.readLock().unlock();
        }
    }

    private void outage(Duration time) {
        calm.writeLock().lock();
        try {
            pulse.forget();
            stage.broker().kill();
            new Watch(time).pause(time);
            // what holds records in its hands now has them nowhere else
            stage.bridge().killAndStart();
            stage.broker().start();
            fired.count("Kafka away");
            var _ = new Watch(READY).until(() -> stage.programs().allMatch(Program::isReady));
        } finally {
            calm.writeLock().unlock();
        }
    }
}
