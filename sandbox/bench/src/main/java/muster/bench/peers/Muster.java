package muster.bench.peers;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import muster.bench.engine.Engine;
import muster.bench.engine.Event;
import muster.bench.engine.Feeder;
import muster.effects.EffectExecutor;
import muster.platform.EmbeddedKafka;
import muster.schemas.Ec2State;
import muster.schemas.Effect;
import muster.schemas.Hook;
import muster.schemas.Hostname;
import muster.schemas.InstanceId;
import muster.schemas.Outcome;

/**
 * What we ship, the topology with exactly-once and the effect runner, with a lifecycle of four effects: an instance that has
 * a launch hook <i>and</i> runs is described, gets a name, is tagged, and its hook is answered. Each of these is one call of
 * the fake's; nothing else is called. A life of the lifecycle that ships has three calls more, and ends.
 *
 * <p>Events go to their topics as the bridge puts them there, and count as sent when the broker has acknowledged them.
 */
final class Muster implements Peer {
    static final String NAME = "muster";
    private static final String APPLICATION = "peers";
    private static final String LIFECYCLE = "classpath:lifecycles/peers.yaml";
    private static final Duration SEND = Duration.ofSeconds(30);

    /** A name by which a worker that starts again is known to be the same, as Kubernetes gives one. */
    private static final String PROCESS = "worker-0";

    private final EmbeddedKafka kafka;
    private final boolean fsync;
    private final Path stateDir;
    private final Feeder feeder;
    private Optional<Engine> engine = Optional.empty();

    /** @param fsync whether the broker forces each batch to the disk before it acknowledges it */
    Muster(Path stateDir, boolean fsync) {
        this.fsync = fsync;
        this.stateDir = stateDir;
        this.kafka = EmbeddedKafka.started(fsync ? Map.of("log.flush.interval.messages", "1") : Map.of());
        this.feeder = Engine.feeder(kafka.bootstrapServers(), APPLICATION);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean durable() {
        return true;
    }

    @Override
    public boolean fsync() {
        return fsync;
    }

    @Override
    public void send(long life, Part part) throws Exception {
        var id = Event.instance(life);
        var now = Instant.now();
        var event = switch (part) {
            case LAUNCHING -> Event.launching(id, now);
            case RUNNING -> Event.state(id, now, Ec2State.RUNNING);
        };
        var _ = feeder.sendAndTime(event).get(SEND.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void work(Calls calls) {
        engine = Optional.of(start(kafka.bootstrapServers(), stateDir, calls));
    }

    /** In a JVM of its own, until that ends. */
    static void work(String bootstrapServers, Path stateDir, Calls calls) {
        var _ = start(bootstrapServers, stateDir, calls);
    }

    private static Engine start(String bootstrapServers, Path stateDir, Calls calls) {
        return Engine.at(
                        new Engine.Place(bootstrapServers, APPLICATION, stateDir, PROCESS, LIFECYCLE),
                        new CallingAws(calls))
                .started();
    }

    @Override
    public Map<String, String> worker() {
        return Map.of("peer", NAME, "bootstrap", kafka.bootstrapServers(), "state", stateDir.toString());
    }

    @Override
    public void close() {
        engine.ifPresent(Engine::close);
        feeder.close();
        kafka.close();
    }

    private record CallingAws(Calls calls) implements EffectExecutor {
        /** Before the number in an instance's id. */
        private static final int PREFIX = "i-0bec".length();

        @Override
        public Outcome execute(Effect effect) throws InterruptedException {
            return switch (effect) {
                case Effect.DescribeInstance _ -> {
                    call(effect, 0);
                    yield new Outcome.Described(Ec2State.RUNNING, "10.1.2.3", "", "");
                }
                case Effect.ClaimHostname _ -> {
                    call(effect, 1);
                    yield new Outcome.Claimed(new Hostname("validator-" + number(effect.instance())));
                }
                case Effect.TagInstance _ -> {
                    call(effect, 2);
                    yield new Outcome.Done();
                }
                case Effect.CompleteHook _ -> {
                    call(effect, 3);
                    yield new Outcome.Done();
                }
                // not in this lifecycle; a hook is looked up where its time runs out
                case Effect.LookUpHook _ -> new Outcome.HookFound(Duration.ofHours(1), Hook.Result.ABANDON);
                case Effect.ReleaseHostname _,
                        Effect.UpsertDns _,
                        Effect.DeleteDns _,
                        Effect.CheckAgent _,
                        Effect.SendCommand _,
                        Effect.CheckCommand _,
                        Effect.KeepHook _,
                        Effect.ReadGroupState _ -> throw new IllegalStateException("not in this lifecycle: " + effect);
            };
        }

        private void call(Effect effect, int step) throws InterruptedException {
            calls.call(number(effect.instance()), step);
        }

        private static long number(InstanceId id) {
            return Long.parseLong(id.value().substring(PREFIX), 16);
        }
    }
}
