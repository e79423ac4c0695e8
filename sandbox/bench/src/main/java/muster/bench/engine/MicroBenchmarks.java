package muster.bench.engine;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import muster.instance.Evolution;
import muster.instance.InstanceDecider;
import muster.instance.Step;
import muster.schemas.Instance;
import muster.schemas.InstanceEvent;
import muster.schemas.JournalEntry;
import muster.schemas.Json;
import muster.schemas.Signal;
import muster.schemas.aws.AwsEvents;
import muster.schemas.aws.UnreadableEventException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** What one record costs the stream thread, part by part. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class MicroBenchmarks {
    /** Different instances, because what is written differs in its ids: a cache of names must not flatter. */
    private static final int LIVES = 512;

    private final SampleLife[] lives = new SampleLife[LIVES];
    private final byte[][] states = new byte[LIVES][];
    private final byte[][] entries = new byte[LIVES][];
    private List<InstanceEvent> history = List.of();
    private byte[] event = {};
    private int next;

    private InstanceDecider decider = Engine.decider();

    @Setup
    public void prepare() {
        var now = Instant.now();
        for (int i = 0; i < LIVES; i++) {
            lives[i] = SampleLife.whole(Event.instance(i), now);
            states[i] = Json.write(lives[i].fullest());
            entries[i] = Json.write(lives[i].journal().get(1));
        }
        history = lives[0].steps().stream()
                .flatMap(step -> step.events().stream())
                .toList();
        event = Event.launching(Event.instance(7), now).json();
        if (lives[0].signals().size() < SIGNALS) {
            throw new IllegalStateException(
                    "a life has only " + lives[0].signals().size() + " signals");
        }
    }

    private int another() {
        next = (next + 1) % LIVES;
        return next;
    }

    private static final int SIGNALS = 12;

    /** One signal of a life, the mean of its first twelve. */
    @Benchmark
    @OperationsPerInvocation(SIGNALS)
    public void decide(Blackhole hole) {
        var life = lives[another()];
        for (int i = 0; i < SIGNALS; i++) {
            Step step = life.steps().get(i);
            Signal signal = life.signals().get(i);
            hole.consume(decider.decide(step.before(), signal));
        }
    }

    /** All events of a life, folded: not one event. */
    @Benchmark
    public Instance evolveAWholeLife() {
        return Evolution.fold(Instance.unseen(Event.instance(0)), history);
    }

    @Benchmark
    public byte[] writeInstance() {
        return Json.write(lives[another()].instance());
    }

    @Benchmark
    public Instance readInstance() throws IOException {
        return Json.read(states[another()], Instance.class);
    }

    @Benchmark
    public byte[] writeJournalEntry() {
        return Json.write(lives[another()].journal().get(1));
    }

    @Benchmark
    public JournalEntry readJournalEntry() throws IOException {
        return Json.read(entries[another()], JournalEntry.class);
    }

    @Benchmark
    public List<Signal> readEvent() throws UnreadableEventException {
        return AwsEvents.signals(AwsEvents.read(event), Instant.EPOCH);
    }
}
