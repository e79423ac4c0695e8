package muster.effects.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import muster.schemas.Hostname;
import muster.schemas.InstanceId;
import muster.schemas.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A launch storm does not fight over the same few names. */
class ContentionTest {
    private static final int CLAIMS = 500;
    private static final int NAMES = 600;

    @Test
    @Timeout(120)
    void five_hundred_claims_at_once_on_six_hundred_names_meet_fewer_than_two_conflicts_each() throws Exception {
        try (var account = new Account();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var pool = Account.pool("storm", NAMES);
            var claims = IntStream.range(0, CLAIMS)
                    .<Callable<Outcome>>mapToObj(number -> () -> account.effects.execute(
                            account.claim(new InstanceId("i-%017x".formatted(number)), 1, pool)))
                    .toList();
            var names = new HashSet<Hostname>();
            for (var claim : threads.invokeAll(claims)) {
                assertThat(claim.get())
                        .isInstanceOfSatisfying(Outcome.Claimed.class, claimed -> names.add(claimed.hostname()));
            }
            assertThat(names).hasSize(CLAIMS);
            var writes = account.sim.journal().entries("call").stream()
                    .filter(entry -> entry.text("action").equals("TransactWriteItems"))
                    .count();
            System.out.printf(
                    "%d claims at once on %d names: %.2f conflicts a claim%n",
                    CLAIMS, NAMES, (writes - CLAIMS) / (double) CLAIMS);
            assertThat(writes - CLAIMS).as("conflicts").isLessThan(2L * CLAIMS);
        }
    }
}
