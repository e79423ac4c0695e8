package muster.orchestrator;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import muster.instance.Standing;
import muster.instance.Waiting;
import muster.lifecycle.Lifecycles;
import muster.schemas.Instance;
import muster.schemas.Instance.Life;
import muster.schemas.Instance.Name;
import muster.stream.AllInstances;
import muster.stream.RestoreProgress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many instances stand where, and what they wait for. Counted over all instances every few seconds, and not for each
 * scrape; less often where there are so many that counting takes long. While the stores can't be asked, what was counted
 * last stays.
 */
@Singleton
final class InstanceMeters {
    private static final Logger LOG = LoggerFactory.getLogger(InstanceMeters.class);
    private static final Duration EVERY = Duration.ofSeconds(5);

    /** The pause after a count, as a multiple of what it took: at most a twentieth of one processor goes into counting. */
    private static final int REST = 19;

    private final AllInstances instances;
    private final Lifecycles lifecycles;
    private final InstantSource clock;
    private final MultiGauge states;
    private final MultiGauge waits;
    private final MultiGauge oldest;
    private final MultiGauge held;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("instance-meters").factory());

    private record Place(String lifecycle, String state) {}

    InstanceMeters(
            AllInstances instances,
            Lifecycles lifecycles,
            RestoreProgress progress,
            InstantSource clock,
            MeterRegistry registry) {
        this.instances = instances;
        this.lifecycles = lifecycles;
        this.clock = clock;
        states = MultiGauge.builder("muster.instances")
                .description("Instances by lifecycle and state")
                .register(registry);
        waits = MultiGauge.builder("muster.instances.waiting")
                .description("Instances by what they wait for")
                .register(registry);
        oldest = MultiGauge.builder("muster.instances.waiting.longest")
                .description("How long the longest wait of each kind lasts")
                .baseUnit("seconds")
                .register(registry);
        held = MultiGauge.builder("muster.hostnames.held")
                .description("Names that instances hold, by lifecycle")
                .register(registry);
        Gauge.builder("muster.restore", progress, it -> it.percent(instances.isReady()))
                .description("How much of all stores is restored")
                .baseUnit("percent")
                .register(registry);
    }

    void start() {
        timer.execute(this::countAndComeAgain);
    }

    private void countAndComeAgain() {
        var begin = clock.instant();
        count();
        var rest = Duration.between(begin, clock.instant()).multipliedBy(REST);
        var pause = rest.compareTo(EVERY) > 0 ? rest : EVERY;
        var _ = timer.schedule(this::countAndComeAgain, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void count() {
        try {
            var places = new HashMap<Place, Integer>();
            var kinds = new EnumMap<Waiting.Kind, Integer>(Waiting.Kind.class);
            var since = new EnumMap<Waiting.Kind, Instant>(Waiting.Kind.class);
            var names = new HashMap<String, Integer>();
            instances.forEach(i -> {
                if (i.isOurs()) {
                    count(i, places, kinds, since, names);
                }
            });
            publish(places, kinds, since, names);
        } catch (AllInstances.NotReadyException restoring) {
            LOG.debug("not counted: {}", restoring.getMessage());
        } catch (RuntimeException bug) {
            // an exception would end the counting for good
            LOG.warn("instances could not be counted, which is tried again", bug);
        }
    }

    private void count(
            Instance i,
            Map<Place, Integer> places,
            Map<Waiting.Kind, Integer> kinds,
            Map<Waiting.Kind, Instant> since,
            Map<String, Integer> names) {
        var lifecycle = lifecycle(i);
        places.merge(new Place(lifecycle, Standing.in(i.progress()).value()), 1, Integer::sum);
        var waiting = Waiting.of(
                i,
                lifecycles.all().stream()
                        .filter(it -> it.name().value().equals(lifecycle))
                        .findFirst());
        kinds.merge(waiting.kind(), 1, Integer::sum);
        waiting.since().ifPresent(at -> since.merge(waiting.kind(), at, (a, b) -> a.isBefore(b) ? a : b));
        if (i.name() instanceof Name.Held) {
            names.merge(lifecycle, 1, Integer::sum);
        }
    }

    private void publish(
            Map<Place, Integer> places,
            Map<Waiting.Kind, Integer> kinds,
            Map<Waiting.Kind, Instant> since,
            Map<String, Integer> names) {
        states.register(
                places.entrySet().stream()
                        .<MultiGauge.Row<?>>map(it -> MultiGauge.Row.of(
                                Tags.of(
                                        "lifecycle",
                                        it.getKey().lifecycle(),
                                        "state",
                                        it.getKey().state()),
                                it.getValue()))
                        .toList(),
                true);
        waits.register(
                kinds.entrySet().stream()
                        .<MultiGauge.Row<?>>map(it ->
                                MultiGauge.Row.of(Tags.of("for", it.getKey().label()), it.getValue()))
                        .toList(),
                true);
        var now = clock.instant();
        oldest.register(
                since.entrySet().stream()
                        .<MultiGauge.Row<?>>map(it -> MultiGauge.Row.of(
                                Tags.of("for", it.getKey().label()),
                                Math.max(0, Duration.between(it.getValue(), now).toSeconds())))
                        .toList(),
                true);
        held.register(
                names.entrySet().stream()
                        .<MultiGauge.Row<?>>map(
                                it -> MultiGauge.Row.of(Tags.of("lifecycle", it.getKey()), it.getValue()))
                        .toList(),
                true);
    }

    private static String lifecycle(Instance i) {
        return switch (i.life()) {
            case Life.Unmanaged(var _, var name, var _) -> name.value();
            case Life.Pooled(var _, var name, var _) -> name.value();
            case Life.Active(var _, var name, var _) -> name.value();
            case Life.Ending(var _, var name, var _, var _, var _) -> name.value();
            case Life.Unseen _, Life.Gone _ -> "none";
        };
    }

    @PreDestroy
    void stop() {
        timer.shutdownNow();
    }
}
