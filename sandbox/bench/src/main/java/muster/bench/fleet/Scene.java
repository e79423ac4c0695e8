package muster.bench.fleet;

import java.time.Duration;
import java.util.function.BooleanSupplier;
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

    /** What the hosts before have drawn of any bucket is back by then. */
    private static final Duration REFILL = Duration.ofSeconds(12);

    /** A process that has just started still loads its classes; one that launches a fleet has launched others before. */
    private static final int WARM_UP = 60;

    private static final Duration WARM_UP_LIMIT = Duration.ofMinutes(2);

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

    /** Some hosts are launched to warm up; from then on AWS is as slow, and as strict, as it is. */
    void begin() {
        launch(WARM_UP);
        if (!new Watch(WARM_UP_LIMIT).until(() -> started() >= WARM_UP)) {
            throw new IllegalStateException(
                    "%d of %d hosts have started in %s while warming up".formatted(started(), WARM_UP, WARM_UP_LIMIT));
        }
        aws.sim().enforce(QUOTAS);
        aws.sim().use(CallLatencies.realistic());
        new Watch(REFILL).pause(REFILL);
    }

    /**
     * Launches so many at once, and waits until all have started.
     *
     * @param over whether nobody does anything for them any more, though some may not have started
     */
    Launch launch(int hosts, Duration limit, BooleanSupplier over) {
        long from = aws.sim().journal().entries().size();
        int before = started();
        launch(hosts);
        var _ = new Watch(limit).until(() -> started() >= before + hosts || over.getAsBoolean());
        return Launch.of(aws.sim().journal(), from);
    }

    private void launch(int hosts) {
        for (int i = 0; i < hosts; i++) {
            aws.sim().world().launchDirect(GROUP);
        }
    }

    private int started() {
        return aws.sim().journal().entries("command-ran").size();
    }

    @Override
    public void close() {
        aws.close();
    }
}
