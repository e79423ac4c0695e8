package muster.demo;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import muster.awssim.world.World;
import muster.harness.Watch;

/**
 * Plays the parts, each on a thread of its own: it does what people and Auto Scaling would do, and waits for Muster
 * in between.
 */
final class Story {
    private static final Duration LAST_ENTRY = Duration.ofMillis(2500);
    /** Longer than any delivery is held back, so that the last late duplicate has come and changed nothing. */
    private static final Duration QUIET = Duration.ofMillis(2500);

    private final World world;
    private final MusterView view;
    private final Watch watch;
    private final List<Host> hosts;

    Story(List<Part> parts, World world, MusterView view, Watch watch) {
        this.hosts = parts.stream().map(Host::new).toList();
        this.world = world;
        this.view = view;
        this.watch = watch;
    }

    /** @return whether every host came to its ending, and stayed there until all was quiet, in time */
    boolean play(long seed) {
        CountDownLatch playing = new CountDownLatch(hosts.size());
        Thread.ofVirtual().name("entries").start(() -> {
            Duration now = Duration.ZERO;
            for (Entry entry : entries(seed)) {
                watch.pause(entry.at().minus(now));
                now = entry.at();
                if (entry.host().part().entry() == Part.Entry.NO_NAME) {
                    watch.until(() -> sights().stream().anyMatch(Story::hasTheLastName));
                }
                launch(entry.host());
                Thread.ofVirtual().name(entry.host().part().name()).start(() -> {
                    try {
                        takeTurns(entry.host());
                    } finally {
                        playing.countDown();
                    }
                });
            }
        });
        return watch.until(() -> playing.getCount() == 0)
                && watch.untilItHeldFor(QUIET, () -> sights().stream().allMatch(Sight::isAtItsEnding));
    }

    /** The one without a name last. One after the other, because aws-sim draws an instance's id when it is launched: a seed must name the same hosts. */
    private List<Entry> entries(long seed) {
        Random random = new Random(seed);
        return hosts.stream()
                .map(host -> new Entry(Duration.ofMillis(random.nextLong(LAST_ENTRY.toMillis())), host))
                .sorted(Comparator.comparing(
                                (Entry entry) -> entry.host().part().entry() == Part.Entry.NO_NAME)
                        .thenComparing(Entry::at))
                .toList();
    }

    private static boolean hasTheLastName(Sight sight) {
        return sight.host().part().entry() == Part.Entry.LAST_NAME
                && !sight.hostname().isEmpty();
    }

    private record Entry(Duration at, Host host) {}

    List<Sight> sights() {
        return hosts.stream().map(host -> Sight.of(host, world, view)).toList();
    }

    private void launch(Host host) {
        String group = host.part().entry().group();
        host.launched(host.part().entry().isPool() ? world.launchIntoPool(group) : world.launchDirect(group));
    }

    private void takeTurns(Host host) {
        for (Part.Turn turn : host.part().turns()) {
            if (!take(host, turn)) {
                return;
            }
        }
        host.played();
        host.waitFor(
                switch (host.part().ending()) {
                    case SERVING -> "its service";
                    case PARKED -> "the failure of its service";
                    case GONE -> "its end";
                    case UNTOUCHED -> "being left alone";
                });
    }

    private boolean take(Host host, Part.Turn turn) {
        String instance = host.instance().orElseThrow();
        return switch (turn) {
            case PROMOTE ->
                when(host, "rest in the pool, to be promoted", Sight::isPooled, () -> {
                    host.promoted();
                    world.promote(instance);
                });
            case LEAVE_POOL ->
                when(host, "rest in the pool, to be removed", Sight::isPooled, () -> world.scaleIn(instance));
            case RETURN ->
                when(host, "its service, to be returned", Sight::isServing, () -> world.returnToPool(instance));
            case KILL ->
                when(host, "its service, to be killed", Sight::isServing, () -> world.terminateByHand(instance));
            case MAKE_WAY ->
                when(
                        host,
                        "its service, and somebody who needs its name",
                        sight -> sight.isServing() && sights().stream().anyMatch(Sight::isKeptWaiting),
                        () -> world.scaleIn(instance));
            case BREAK_SERVICE -> {
                world.failCommands(instance, 1);
                yield true;
            }
            case REPLACE_DISK ->
                when(
                        host,
                        "its service, to get another root volume",
                        Sight::isServing,
                        () -> world.replaceRootVolume(instance));
            case SCALE_IN ->
                when(host, "its service, to be scaled in", Sight::isServing, () -> world.scaleIn(instance));
        };
    }

    private boolean when(Host host, String what, Predicate<Sight> ready, Runnable action) {
        host.waitFor(what);
        boolean inTime = watch.until(() -> ready.test(Sight.of(host, world, view)));
        if (inTime) {
            action.run();
        }
        return inTime;
    }
}
