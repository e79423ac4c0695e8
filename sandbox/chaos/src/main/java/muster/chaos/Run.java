package muster.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import muster.awssim.AwsSim;
import muster.awssim.base.Spread;
import muster.awssim.wire.CallLatencies;
import muster.awssim.wire.Fault;
import muster.awssim.wire.Faults;
import muster.checker.Checker;
import muster.checker.Evidence;
import muster.harness.Watch;

/** One run: a fleet comes and goes under faults, then all comes to rest, then it is judged. */
final class Run {
    private static final int PARTITIONS = 4;
    /** An answer may be in the hands of a process that is paused. */
    private static final Duration NOTICE = Duration.ofSeconds(20);

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
                var impostor = new Impostor(stage, fired, scenario)) {
            long begin = System.nanoTime();
            stage.bar("archive-06");
            disturb(stage.aws().faults());
            stage.aws().use(slowRecords());
            var fleet = new Fleet(stage.aws().world(), scenario);
            var havoc = new Havoc(stage, scenario, fleet, fired, pulse);
            impostor.start();
            var playing = Thread.ofPlatform().name("fleet").start(() -> fleet.play(scenario.load()));
            havoc.play();
            join(playing);
            count(stage.aws());
            stage.aws().faults().clear();
            // most names are given back and away again now: what comes long after would hurt most
            boolean through = fleet.finish(scenario.settle());
            impostor.stop();
            // also where a life got stuck: what the others have not finished yet must not be taken for stuck as well
            boolean rested = rest(stage, pulse) && through;
            Evidence evidence = new Gathering(stage)
                    .gather(impostor.poisonSent(), scenario.mutant().isEmpty());
            var verdict = new Checker(muster.checker.Settings.defaults().withNotice(NOTICE))
                    .judge(stage.aws().journal().ndjson(0).lines().toList(), evidence);
            if (!verdict.holds() && scenario.mutant().isEmpty()) {
                stage.keepTopics();
            }
            return new Result(
                    scenario,
                    verdict,
                    fired.counts(),
                    unfired(havoc),
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

    /** Of all calls: a fifth lose their answers, and some are throttled, refused or never arrive. */
    private static void disturb(Faults faults) {
        faults.withProbability(0.04, Fault.HOOK_EXPIRED, "autoscaling", "CompleteLifecycleAction");
        faults.withProbability(0.20, Fault.RESET_AFTER, Faults.ANY, Faults.ANY);
        faults.withProbability(0.05, Fault.THROTTLE, Faults.ANY, Faults.ANY);
        faults.withProbability(0.03, Fault.ERROR_5XX, Faults.ANY, Faults.ANY);
        faults.withProbability(0.02, Fault.RESET_BEFORE, Faults.ANY, Faults.ANY);
        faults.notFoundYet("ec2", Duration.ofSeconds(5));
    }

    private CallLatencies slowRecords() {
        long millis = scenario.recordsTake().toMillis();
        return new CallLatencies(
                List.of(new CallLatencies.Row("route53", "ChangeResourceRecordSets", Spread.millis(millis, millis))));
    }

    private void count(AwsSim aws) {
        for (Fault fault : Fault.values()) {
            if (aws.faults().fired(fault) > 0) {
                fired.count("AWS " + fault, aws.faults().fired(fault));
            }
        }
        long refused = aws.journal().entries("call").stream()
                .filter(call -> call.text("errorCode").equals("InvalidChangeBatch"))
                .count();
        fired.count(REFUSED_RECORD, (int) refused);
    }

    private List<String> unfired(Havoc havoc) {
        var counts = fired.counts();
        var expected = new ArrayList<>(
                List.of("stale effect", "stale release", "transaction aborted", "poison", REFUSED_RECORD));
        for (Fault fault : Fault.values()) {
            if (fault != Fault.ACCESS_DENIED) {
                expected.add("AWS " + fault);
            }
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
