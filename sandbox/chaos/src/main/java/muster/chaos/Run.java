package muster.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import muster.awssim.AwsSim;
import muster.awssim.base.Spread;
import muster.awssim.wire.CallLatencies;
import muster.awssim.world.Lags;
import muster.checker.Checker;
import muster.checker.Evidence;
import muster.harness.Watch;

/** One run: a fleet comes and goes under faults, then all comes to rest, then it is judged. */
final class Run {
    private static final int PARTITIONS = 4;
    /** An answer may be in the hands of a process that is paused. */
    private static final Duration NOTICE = Duration.ofSeconds(20);

    private static final Lags LAGS = new Lags(Duration.ofSeconds(20), Duration.ofSeconds(2), Duration.ofSeconds(1));
    /** Long enough for an event of another tool's command to come while ours is being sent. */
    private static final Spread SENDING = Spread.millis(1_000, 2_500);
    /** Of 999 names. */
    private static final int OCCUPIED = 100;

    private static final String FOREIGN_COMMAND = "another tool's command heard while ours was sent";
    private static final String REFUSED_RECORD = "Route 53 refuses a record";

    private final Scenario scenario;
    private final Path reports;
    private final Fired fired = new Fired();

    Run(Scenario scenario, Path reports) {
        this.scenario = scenario;
        this.reports = reports;
    }

    Result play() {
        try (var stage = new Stage(scenario, reports);
                var pulse = new Pulse(stage, PARTITIONS);
                var impostor = new Impostor(stage, fired, scenario);
                var foreign = new ForeignCommands(stage)) {
            long begin = System.nanoTime();
            stage.bar("archive-06");
            var faults = new AwsFaults(stage.aws(), scenario);
            faults.begin();
            stage.aws().use(slowCalls());
            var fleet = new Fleet(stage.aws(), scenario);
            if (scenario.rarePaths() > 0) {
                stage.aws().world().use(LAGS);
                stage.occupy(IntStream.rangeClosed(1, OCCUPIED).mapToObj("validator-%03d"::formatted));
                foreign.start();
            }
            var havoc = new Havoc(stage, scenario, fleet, fired, pulse);
            impostor.start();
            var playing = Thread.ofPlatform().name("fleet").start(() -> fleet.play(scenario.load()));
            var spells = Thread.ofPlatform().name("aws-faults").start(faults::play);
            havoc.play();
            join(playing);
            join(spells);
            stage.aws().faults().clear();
            // most names are given back and away again now: what comes long after would hurt most
            boolean through = fleet.finish(scenario.settle());
            impostor.stop();
            foreign.stop();
            // also where a life got stuck: what the others have not finished yet must not be taken for stuck as well
            boolean rested = rest(stage, pulse) && through;
            var gathering = new Gathering(stage);
            Evidence evidence =
                    gathering.gather(impostor.poisonSent(), scenario.mutant().isEmpty());
            count(stage.aws(), faults);
            if (scenario.rarePaths() > 0) {
                fired.count(FOREIGN_COMMAND, gathering.keptEarly(foreign.ids()));
            }
            var verdict = new Checker(muster.checker.Settings.defaults().withNotice(NOTICE))
                    .judge(stage.aws().journal().ndjson(0).lines().toList(), evidence);
            if (!verdict.holds() && scenario.mutant().isEmpty()) {
                stage.keepTopics();
            }
            return new Result(
                    scenario,
                    verdict,
                    fired.counts(),
                    unfired(havoc, faults),
                    rested,
                    pulse.recoveries(),
                    stage.programs().mapToInt(Program::restarts).sum(),
                    Duration.ofNanos(System.nanoTime() - begin));
        }
    }

    private boolean rest(Stage stage, Pulse pulse) {
        var _ = new Watch(scenario.settle()).until(() -> pulse.unrecovered() == 0);
        pulse.close();
        return new Rest(stage).await(scenario.settle());
    }

    private CallLatencies slowCalls() {
        long millis = scenario.recordsTake().toMillis();
        var records = new CallLatencies.Row("route53", "ChangeResourceRecordSets", Spread.millis(millis, millis));
        return new CallLatencies(
                scenario.rarePaths() > 0
                        ? List.of(records, new CallLatencies.Row("ssm", "SendCommand", SENDING))
                        : List.of(records));
    }

    private void count(AwsSim aws, AwsFaults faults) {
        faults.count(fired);
        if (scenario.rarePaths() > 0) {
            RareFacts.count(aws.journal(), LAGS, fired);
        }
        long refused = aws.journal().entries("call").stream()
                .filter(call -> call.text("errorCode").equals("InvalidChangeBatch"))
                .count();
        fired.count(REFUSED_RECORD, (int) refused);
    }

    private List<String> unfired(Havoc havoc, AwsFaults faults) {
        var counts = fired.counts();
        var expected = new ArrayList<>(
                List.of("stale effect", "stale release", "transaction aborted", "poison", REFUSED_RECORD));
        expected.addAll(faults.expected());
        if (scenario.rarePaths() > 0) {
            expected.addAll(RareFacts.expected());
            expected.addAll(List.of(FOREIGN_COMMAND, Stage.NAME_REFUSED));
        }
        if (scenario.zombies() > 0) {
            expected.add("orchestrator paused");
        }
        if (!scenario.outages().isEmpty()) {
            expected.add("Kafka away");
        }
        var unfired = new ArrayList<>(expected.stream()
                .filter(kind -> counts.getOrDefault(kind, 0) == 0)
                .toList());
        unfired.addAll(havoc.missed().stream()
                .filter(point -> counts.getOrDefault("halted " + point, 0) == 0)
                .map(point -> "halted " + point)
                .toList());
        few("orchestrator killed", scenario.orchestratorKills(), unfired);
        few("bridge killed", scenario.bridgeKills(), unfired);
        return unfired;
    }

    private void few(String kind, int wanted, List<String> unfired) {
        int came = fired.counts().getOrDefault(kind, 0);
        if (came < wanted) {
            unfired.add("%s: %d of %d".formatted(kind, came, wanted));
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
