package muster.bench.fleet;

import java.time.Duration;
import muster.awssim.base.Spread;
import muster.awssim.quota.Quotas;
import muster.awssim.wire.CallLatencies;
import muster.awssim.world.GroupSpec;
import muster.awssim.world.HookSpec;
import muster.harness.Account;
import muster.harness.SimulatedAws;
import muster.harness.Watch;

/** An account whose quotas are AWS's and whose calls take as long as AWS's, with one group. */
record Scene(SimulatedAws aws, Account.Resources resources) implements AutoCloseable {
    static final Quotas QUOTAS = Quotas.published();
    static final String GROUP = "validator-fleet";

    /** What setting up has drawn is back by then. */
    private static final Duration REFILL = Duration.ofSeconds(5);

    static Scene set(long seed) {
        var aws = SimulatedAws.started(config -> config.withSeed(seed));
        var resources = new Account(aws).create();
        aws.sim()
                .world()
                .createGroup(GroupSpec.named(GROUP)
                        .withBoot(Spread.millis(2_000, 6_000))
                        .withAgentOnline(Spread.millis(1_000, 5_000))
                        .withCommandRun(Spread.millis(50, 300))
                        .withHook(HookSpec.launching("muster-launch"))
                        .withHook(HookSpec.terminating("muster-terminate")));
        return new Scene(aws, resources);
    }

    /** From here on AWS is as slow, and as strict, as it is. */
    void begin() {
        aws.sim().enforce(QUOTAS);
        aws.sim().use(CallLatencies.realistic());
        new Watch(REFILL).pause(REFILL);
    }

    /** Launches so many at once, and waits until all have started. */
    Launch launch(int hosts, Duration limit) {
        long from = aws.sim().journal().entries().size();
        for (int i = 0; i < hosts; i++) {
            aws.sim().world().launchDirect(GROUP);
        }
        var _ = new Watch(limit)
                .until(() -> aws.sim().journal().entries("command-ran").size() >= hosts);
        return Launch.of(aws.sim().journal(), from);
    }

    @Override
    public void close() {
        aws.close();
    }
}
