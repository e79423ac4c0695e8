package muster.awssim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import muster.awssim.base.Spread;
import muster.awssim.wire.CallLatencies;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long calls take, on a clock that counts who waits on it. */
class CallLatenciesTest {
    private final CountingClock clock = new CountingClock(Instant.parse("2026-01-02T03:04:05Z"));
    private final AwsSim sim = AwsSim.start(SimConfig.defaults().withClock(clock));
    private final Clients clients = new Clients(sim.endpoint());
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void stop() {
        sim.close();
        callers.shutdownNow();
        clients.close();
    }

    @Test
    void a_call_is_answered_when_its_latency_has_passed_and_no_sooner() throws Exception {
        sim.use(CallLatencies.of(Spread.of(Duration.ofMillis(40))));
        Future<?> call = callers.submit(() -> clients.ec2().describeInstances());

        awaitWaiting(1);
        assertThat(calls()).isZero();
        clock.advance(Duration.ofMillis(20));
        awaitWaiting(1);
        assertThat(calls()).as("it takes effect on half of the way").isEqualTo(1);
        clock.advance(Duration.ofMillis(19));
        assertThat(clock.waiting()).isEqualTo(1);
        assertThat(call.isDone()).isFalse();
        clock.advance(Duration.ofMillis(1));

        call.get();
    }

    @Test
    void calls_that_wait_hold_up_nobody() throws Exception {
        sim.use(CallLatencies.of(Spread.of(Duration.ofMillis(40))));
        List<Future<?>> some = IntStream.range(0, 5)
                .<Future<?>>mapToObj(_ -> callers.submit(() -> clients.ec2().describeInstances()))
                .toList();

        awaitWaiting(5);
        assertThat(sim.world().instances()).isEmpty();
        clock.advance(Duration.ofMillis(20));
        awaitWaiting(5);
        clock.advance(Duration.ofMillis(20));

        for (Future<?> each : some) {
            each.get();
        }
    }

    @Test
    void calls_are_answered_at_once_where_nothing_else_is_wanted() {
        clients.ec2().describeInstances();
        sim.use(CallLatencies.realistic().scaled(0));
        clients.ec2().describeInstances();

        assertThat(calls()).isEqualTo(2);
    }

    @Test
    void closing_the_simulation_does_not_wait_for_calls_under_way() {
        sim.use(CallLatencies.of(Spread.of(Duration.ofHours(1))));
        Future<?> call = callers.submit(() -> clients.ec2().describeInstances());
        awaitWaiting(1);

        sim.close();

        await().untilAsserted(() -> assertThat(call.isDone()).isTrue());
        assertThat(call.state()).isEqualTo(Future.State.FAILED);
    }

    @ParameterizedTest
    @CsvSource({
        "ec2, DescribeInstances",
        "ec2, CreateTags",
        "ssm, SendCommand",
        "ssm, ListCommands",
        "route53, ChangeResourceRecordSets",
        "route53, GetChange",
        "autoscaling, CompleteLifecycleAction",
        "events, PutRule",
        "dynamodb, TransactWriteItems"
    })
    void realistic_latencies_are_from_a_few_milliseconds_to_sixty(String service, String action) {
        Spread spread = CallLatencies.realistic().spread(service, action);

        assertThat(spread.from()).isGreaterThanOrEqualTo(Duration.ofMillis(2));
        assertThat(spread.to()).isLessThanOrEqualTo(Duration.ofMillis(60)).isGreaterThan(spread.from());
        assertThat(CallLatencies.realistic().scaled(10).spread(service, action))
                .isEqualTo(
                        new Spread(spread.from().multipliedBy(10), spread.to().multipliedBy(10)));
    }

    @Test
    void a_negative_factor_is_none() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CallLatencies.realistic().scaled(-1))
                .withMessageContaining("not a factor from 0 on");
    }

    @Test
    void the_seed_decides_the_latencies() {
        assertThat(latencies(7)).isEqualTo(latencies(7)).isNotEqualTo(latencies(8));
    }

    private static List<Duration> latencies(long seed) {
        CountingClock time = new CountingClock(Instant.EPOCH);
        time.runAtOnce();
        try (AwsSim other = AwsSim.start(SimConfig.defaults()
                        .withClock(time)
                        .withSeed(seed)
                        .withCallLatencies(CallLatencies.realistic()));
                Clients its = new Clients(other.endpoint())) {
            Stream.generate(its::ec2).limit(5).forEach(ec2 -> ec2.describeInstances());
            return time.delays();
        }
    }

    private void awaitWaiting(int callsUnderWay) {
        await().untilAsserted(() -> assertThat(clock.waiting()).isEqualTo(callsUnderWay));
    }

    private int calls() {
        return sim.journal().entries("call").size();
    }
}
