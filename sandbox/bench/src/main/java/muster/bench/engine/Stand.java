package muster.bench.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import muster.awssim.base.Spread;
import muster.awssim.world.GroupSpec;
import muster.awssim.world.HookSpec;
import muster.awssim.world.Latencies;
import muster.awssim.world.PoolState;
import muster.harness.Account;
import muster.harness.SimulatedAws;
import muster.platform.EmbeddedKafka;

/** A broker and a simulated account whose calls take no time beyond HTTP's, for the whole program. */
record Stand(EmbeddedKafka kafka, SimulatedAws aws, Account.Resources resources) implements AutoCloseable {
    /** Launched straight into service. */
    static final String DIRECT = "validator-direct";

    /** With a warm pool of machines that run. */
    static final String POOLED = "validator-pooled";

    /** From the launch to the second event: all that the first one sets off is over by then. */
    private static final Duration BOOT = Duration.ofMillis(900);

    static Stand started() {
        var kafka = EmbeddedKafka.started();
        var aws = SimulatedAws.started(config -> config.withLatencies(atOnce()));
        var resources = new Account(aws).create();
        aws.sim().world().createGroup(group(DIRECT));
        aws.sim().world().createGroup(group(POOLED).withWarmPool(PoolState.RUNNING));
        return new Stand(kafka, aws, resources);
    }

    private static Latencies atOnce() {
        var now = Spread.of(Duration.ZERO);
        return new Latencies(now, now, now, now, Duration.ZERO);
    }

    private static GroupSpec group(String name) {
        return GroupSpec.named(name)
                .withBoot(Spread.of(BOOT))
                .withAgentOnline(Spread.of(Duration.ZERO))
                .withCommandRun(Spread.of(Duration.ZERO))
                .withHook(HookSpec.launching("muster-launch"))
                .withHook(HookSpec.terminating("muster-terminate"));
    }

    /**
     * The orchestrator's configuration, all else by default.
     *
     * @param name its application id, and the prefix of its topics
     */
    Map<String, Object> orchestrator(String name, Path stateDir) {
        return new HashMap<>(Map.ofEntries(
                Map.entry("micronaut.server.port", -1),
                Map.entry("muster.topics.prefix", name + "-"),
                Map.entry("muster.kafka.bootstrap-servers", kafka.bootstrapServers()),
                Map.entry("muster.kafka.application-id", name),
                Map.entry("muster.kafka.state-dir", stateDir.toString()),
                Map.entry("muster.kafka.standbys", 0),
                Map.entry("muster.lifecycles.variables.MUSTER_ZONE_ID", resources.zoneId()),
                Map.entry("muster.aws.region", SimulatedAws.REGION),
                Map.entry("muster.aws.endpoint", aws.sim().endpoint().toString()),
                Map.entry("muster.aws.access-key", "bench"),
                Map.entry("muster.aws.secret-key", "bench")));
    }

    @Override
    public void close() {
        aws.close();
        kafka.close();
    }
}
