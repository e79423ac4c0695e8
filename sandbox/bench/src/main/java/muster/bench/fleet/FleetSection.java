package muster.bench.fleet;

import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import muster.awssim.quota.LowerBound;
import muster.bench.Report;
import muster.bench.Section;
import muster.bench.Settings;
import muster.bridge.BridgeApplication;
import muster.harness.Account;
import muster.harness.SimulatedAws;
import muster.orchestrator.OrchestratorApplication;
import muster.platform.EmbeddedKafka;

/**
 * The headline: a thousand hosts at once, from the first event to the last start of a service, as a multiple of the time in
 * which AWS's quotas let the calls through at all; beside it, in the same run, one call for each instance.
 */
public final class FleetSection implements Section {
    private static final Duration LIMIT = Duration.ofMinutes(8);

    /** What needs longer in a hurry is reported as far as it came. */
    private static final Duration QUICK_LIMIT = Duration.ofSeconds(45);

    /** For each host: one hears of its launch, one that it runs. */
    private static final int FUNCTIONS = 2;

    @Override
    public String name() {
        return "fleet";
    }

    @Override
    public void run(Settings settings, Report report) throws IOException {
        // below some hundreds the buckets' bursts suffice, and there is nothing to wait for
        int hosts = settings.quick() ? 250 : 1_000;
        LowerBound bound = Launch.bound(Scene.QUOTAS, hosts);
        report.put("fleet.hosts", hosts);
        report.put("fleet.boundSeconds", bound.time().toMillis() / 1000.0);
        report.put("fleet.tightestQuota", bound.tightest().map(String::valueOf).orElse("none"));
        report.say(
                "  %d hosts; the quotas let them through in %d s",
                hosts, bound.time().toSeconds());
        tell(report, "fleet.ratioToQuotaBound", "muster", byMuster(hosts, settings), bound);
        tell(report, "fleet.naiveRatio", "naive", byLambdas(hosts, settings, report), bound);
    }

    private static void tell(Report report, String ratio, String who, Launch launch, LowerBound bound) {
        report.put(ratio, launch.ratioTo(bound));
        report.put("fleet." + who + ".started", launch.started());
        report.put("fleet." + who + ".seconds", launch.time().toMillis() / 1000.0);
        report.put("fleet." + who + ".calls", launch.calls());
        report.put("fleet." + who + ".callsInAll", launch.callsInAll());
        report.put("fleet." + who + ".throttled", launch.throttled());
        report.put("fleet." + who + ".throttledCalls", launch.timeline().throttled());
        report.put("fleet." + who + ".secondsUntil", launch.timeline().marks());
        report.say(
                "  %-7s %4d started in %6.1f s, %.2f of the bound; %d calls, %d throttled",
                who,
                launch.started(),
                launch.time().toMillis() / 1000.0,
                launch.ratioTo(bound),
                launch.callsInAll(),
                launch.throttled());
    }

    private static Launch byMuster(int hosts, Settings settings) throws IOException {
        Path state = Files.createTempDirectory("muster-bench-fleet-");
        try (var kafka = EmbeddedKafka.started();
                var scene = Scene.set(settings.seed());
                ApplicationContext bridge = BridgeApplication.start(bridge(kafka, scene));
                ApplicationContext orchestrator = OrchestratorApplication.start(orchestrator(kafka, scene, state))) {
            scene.begin();
            return drawn(scene.launch(hosts, settings.quick() ? QUICK_LIMIT : LIMIT, () -> false), "muster", settings);
        }
    }

    private static Launch byLambdas(int hosts, Settings settings, Report report) {
        try (var scene = Scene.set(settings.seed());
                var functions = new Lambdas(scene)) {
            scene.begin();
            int before = functions.ended();
            Launch launch = scene.launch(
                    hosts,
                    settings.quick() ? QUICK_LIMIT : LIMIT,
                    () -> functions.ended() == before + FUNCTIONS * hosts);
            report.put("fleet.naive.givenUp", functions.givenUp());
            return drawn(launch, "naive", settings);
        }
    }

    private static Launch drawn(Launch launch, String who, Settings settings) {
        var title = "%s: the calls that each of the hosts needs".formatted(who);
        launch.timeline().drawn(title).write(settings.reports().resolve("fleet-" + who + ".svg"));
        return launch;
    }

    private static Map<String, Object> bridge(EmbeddedKafka kafka, Scene scene) {
        return Map.of(
                "kafka.bootstrap.servers",
                kafka.bootstrapServers(),
                "micronaut.server.port",
                -1,
                "endpoints.all.port",
                -1,
                "muster.bridge.queues.fleet.region",
                SimulatedAws.REGION,
                "muster.bridge.queues.fleet.url",
                scene.resources().queueUrl(),
                "muster.bridge.queues.fleet.endpoint",
                scene.aws().sqs().endpoint().toString(),
                "muster.bridge.queues.fleet.pollers",
                4);
    }

    /** As it ships, but for the pool of names. */
    private static Map<String, Object> orchestrator(EmbeddedKafka kafka, Scene scene, Path state) {
        var properties = new HashMap<String, Object>();
        properties.put("micronaut.server.port", -1);
        properties.put("muster.kafka.bootstrap-servers", kafka.bootstrapServers());
        properties.put("muster.kafka.state-dir", state.toString());
        properties.put("muster.kafka.standbys", 0);
        properties.put("muster.lifecycles.files", List.of("classpath:lifecycles/fleet.yaml"));
        properties.put(
                "muster.lifecycles.variables",
                Map.of("MUSTER_ZONE_ID", scene.resources().zoneId()));
        properties.put("muster.aws.region", SimulatedAws.REGION);
        properties.put("muster.aws.endpoint", scene.aws().sim().endpoint().toString());
        properties.put("muster.aws.access-key", "bench");
        properties.put("muster.aws.secret-key", "bench");
        properties.put("muster.aws.hostnames-table", Account.HOSTNAMES);
        return properties;
    }
}
