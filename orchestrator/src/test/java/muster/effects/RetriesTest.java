package muster.effects;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import muster.schemas.Effect;
import muster.schemas.Generation;
import muster.schemas.InstanceId;
import muster.schemas.Outcome;
import muster.schemas.StepName;
import org.junit.jupiter.api.Test;

class RetriesTest {
    private static final Effect EFFECT = new Effect.CheckAgent(new Effect.Target(
            new InstanceId("i-0123456789abcdef0"), new Generation(1), new StepName("check-agent"), 1));
    private static final Retries.Policy QUICK =
            new Retries.Policy(Duration.ofSeconds(10), Duration.ofMillis(1), Duration.ofMillis(2));

    @Test
    void a_fault_that_passes_is_not_seen() throws InterruptedException {
        var calls = new AtomicInteger();
        var retries = new Retries(
                _ -> {
                    if (calls.incrementAndGet() < 4) {
                        throw new TransientFault("Throttling", new RuntimeException());
                    }
                    return new Outcome.Done();
                },
                InstantSource.system(),
                QUICK);
        assertThat(retries.execute(EFFECT)).isEqualTo(new Outcome.Done());
        assertThat(calls).hasValue(4);
    }

    @Test
    void a_fault_that_outlasts_the_patience_becomes_the_result() throws InterruptedException {
        var seconds = new AtomicInteger();
        // each look at the clock is a second later
        InstantSource hasty = () -> Instant.EPOCH.plusSeconds(seconds.getAndIncrement());
        var retries = new Retries(
                _ -> {
                    throw new TransientFault("ec2:CreateTags: RequestLimitExceeded", "wait", new RuntimeException());
                },
                hasty,
                QUICK);
        assertThat(retries.execute(EFFECT))
                .isEqualTo(new Outcome.Blocked(
                        Outcome.Fault.SURROUNDINGS, "ec2:CreateTags: RequestLimitExceeded, for 10 s", "wait"));
    }
}
