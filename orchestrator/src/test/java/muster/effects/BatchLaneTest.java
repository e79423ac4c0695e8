package muster.effects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import muster.effects.Turn.Priority;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests wait at a gate, so that what gathers meanwhile is known. */
class BatchLaneTest {
    private static final Retries.Policy QUICK =
            new Retries.Policy(Duration.ofSeconds(10), Duration.ofMillis(1), Duration.ofMillis(2));
    private static final Turn A = new Turn(Priority.LAUNCH, "a");
    private static final Turn B = new Turn(Priority.LAUNCH, "b");

    private final Semaphore gate = new Semaphore(0);
    private final List<List<String>> requests = new ArrayList<>();
    private final ConcurrentLinkedQueue<String> answers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger arrived = new AtomicInteger();
    private final AtomicInteger together = new AtomicInteger();
    private final AtomicInteger mostTogether = new AtomicInteger();
    private int most = 500;
    private Function<List<String>, List<String>> aws =
            members -> members.stream().map(member -> "answer to " + member).toList();
    private BatchLane<String, String> lane = lane(1, QUICK);

    private BatchLane<String, String> lane(int inFlight, Retries.Policy retries) {
        var request = new BatchLane.Request<String, String>() {
            @Override
            public Predicate<String> room() {
                return BatchLane.Request.upTo(most);
            }

            @Override
            public List<String> send(List<String> members) {
                synchronized (requests) {
                    requests.add(members);
                }
                mostTogether.accumulateAndGet(together.incrementAndGet(), Math::max);
                gate.acquireUninterruptibly();
                together.decrementAndGet();
                return aws.apply(members);
            }
        };
        return new BatchLane<>(
                new BatchLane.Settings("test", inFlight, retries), request, LaneMetrics.NONE, System::nanoTime);
    }

    @AfterEach
    void open() {
        gate.release(1_000_000);
        lane.close();
    }

    @Test
    void an_idle_lane_sends_at_once_and_what_comes_meanwhile_goes_together() {
        ask(A, "first");
        await().until(() -> sent().equals(List.of(List.of("first"))));
        IntStream.range(0, 100).forEach(number -> ask(A, "later " + number));
        assertThat(sent()).hasSize(1);
        gate.release(2);
        await().until(() -> answers.size() == 101);
        assertThat(sent()).hasSize(2);
        assertThat(sent().getLast()).hasSize(100);
        assertThat(answers).contains("answer to first", "answer to later 99");
    }

    @Test
    void one_request_at_a_time_and_not_more_in_it_than_there_is_room_for() {
        most = 10;
        gate.release(1000);
        IntStream.range(0, 200).forEach(number -> ask(A, "" + number));
        await().until(() -> answers.size() == 200);
        assertThat(mostTogether).hasValue(1);
        assertThat(sent()).allSatisfy(members -> assertThat(members).hasSizeLessThanOrEqualTo(10));
    }

    @Test
    void a_lane_with_two_requests_has_no_third() {
        lane = lane(2, QUICK);
        IntStream.range(0, 3).forEach(number -> ask(A, "" + number));
        await().until(() -> sent().size() == 2);
        gate.release(1000);
        await().until(() -> answers.size() == 3);
        assertThat(mostTogether).hasValue(2);
    }

    @Test
    void one_launch_of_a_group_goes_with_the_next_request_of_another_group_s_storm() {
        most = 50;
        ask(A, "first");
        await().until(() -> sent().size() == 1);
        IntStream.range(0, 500).forEach(number -> ask(A, "a" + number));
        ask(B, "b");
        gate.release(2);
        await().until(() -> answers.contains("answer to b"));
        assertThat(sent().get(1)).hasSize(50).contains("b");
    }

    @Test
    void an_interruption_goes_with_the_next_request_and_the_rest_with_the_last() {
        most = 2;
        ask(A, "first");
        await().until(() -> sent().size() == 1);
        ask(new Turn(Priority.REST, "a"), "rest");
        ask(A, "launch");
        ask(A, "launch too");
        ask(new Turn(Priority.INTERRUPTION, "b"), "interrupted");
        gate.release(10);
        await().until(() -> answers.size() == 5);
        assertThat(sent().get(1)).containsExactly("interrupted", "launch");
        assertThat(sent().get(2)).containsExactly("launch too", "rest");
    }

    @Test
    void one_bad_member_of_a_hundred_fails_alone_by_seven_halvings() {
        aws = members -> {
            if (members.contains("bad")) {
                throw new BatchRefused(new IllegalStateException("bad, says AWS"), BatchRefused.Blame.MEMBER);
            }
            return members;
        };
        ask(A, "first");
        await().until(() -> sent().size() == 1);
        IntStream.range(0, 63).forEach(number -> ask(A, "" + number));
        ask(A, "bad");
        IntStream.range(63, 99).forEach(number -> ask(A, "" + number));
        gate.release(1000);
        await().until(() -> answers.size() == 101);
        assertThat(answers).contains("failed: bad, says AWS", "0", "98").hasSize(101);
        assertThat(answers.stream().filter(answer -> answer.startsWith("failed")))
                .hasSize(1);
        // the whole, and two halves for each of seven halvings; sent once before for the one that was alone
        assertThat(sent().size() - 1).isLessThanOrEqualTo(1 + 2 * 7);
    }

    @Test
    void those_whom_aws_names_are_told_and_the_others_are_sent_once_more() {
        aws = members -> {
            var bad = IntStream.range(0, members.size())
                    .filter(place -> members.get(place).startsWith("bad"))
                    .boxed()
                    .collect(Collectors.toSet());
            if (!bad.isEmpty()) {
                throw BatchRefused.naming(new IllegalStateException("named"), bad);
            }
            return members;
        };
        ask(A, "first");
        await().until(() -> sent().size() == 1);
        Stream.of("bad 1", "good 1", "bad 2", "good 2").forEach(member -> ask(A, member));
        gate.release(1000);
        await().until(() -> answers.size() == 5);
        assertThat(answers).contains("good 1", "good 2");
        assertThat(answers.stream().filter("failed: named"::equals)).hasSize(2);
        assertThat(sent()).hasSize(3);
    }

    @Test
    void a_group_that_may_not_fails_alone() {
        aws = members -> {
            if (members.stream().anyMatch(member -> member.startsWith("a"))) {
                throw new BatchRefused(new IllegalStateException("denied"), BatchRefused.Blame.GROUP);
            }
            return members;
        };
        ask(B, "first");
        await().until(() -> sent().size() == 1);
        Stream.of("a1", "a2", "a3").forEach(member -> ask(A, member));
        Stream.of("b1", "b2").forEach(member -> ask(B, member));
        gate.release(1000);
        await().until(() -> answers.size() == 6);
        assertThat(answers).contains("b1", "b2");
        assertThat(answers.stream().filter("failed: denied"::equals)).hasSize(3);
        assertThat(sent()).hasSize(4);
    }

    @Test
    void a_passing_fault_is_retried_once_for_all_and_with_those_who_came_meanwhile() {
        var faults = new AtomicInteger();
        aws = members -> {
            if (members.size() > 1 && faults.incrementAndGet() <= 3) {
                throw new TransientFault("Throttling", new RuntimeException());
            }
            return members;
        };
        ask(A, "first");
        await().until(() -> sent().size() == 1);
        IntStream.range(0, 50).forEach(number -> ask(A, "" + number));
        gate.release(2);
        await().until(() -> sent().size() == 3);
        ask(A, "newcomer");
        gate.release(1000);
        await().until(() -> answers.size() == 52);
        assertThat(sent()).hasSize(5);
        assertThat(sent().getLast()).hasSize(51).contains("newcomer").startsWith("0");
    }

    @Test
    void pauses_grow_with_faults_in_a_row_and_a_refusal_is_none() {
        lane = lane(1, new Retries.Policy(Duration.ofMinutes(10), Duration.ofMillis(1), Duration.ofMinutes(10)));
        var requested = new AtomicInteger();
        aws = members -> {
            if (requested.incrementAndGet() % 2 == 0) {
                throw new TransientFault("Throttling", new RuntimeException());
            }
            if (members.getFirst().startsWith("bad")) {
                throw BatchRefused.naming(new IllegalArgumentException("refused"), Set.of(0));
            }
            return members;
        };
        ask(A, "first");
        await().until(() -> sent().size() == 1);
        IntStream.range(0, 24).forEach(number -> ask(A, "bad " + number));
        ask(A, "good");
        gate.release(1000);
        await().until(() -> answers.contains("good"));
        assertThat(answers.stream().filter("failed: refused"::equals)).hasSize(24);
    }

    @Test
    void a_fault_that_outlasts_the_patience_is_told_to_each() {
        lane = lane(1, new Retries.Policy(Duration.ofMillis(20), Duration.ofMillis(1), Duration.ofMillis(2)));
        aws = _ -> {
            throw new TransientFault("Throttling", new RuntimeException());
        };
        gate.release(1_000_000);
        ask(A, "1");
        ask(A, "2");
        await().until(() -> answers.size() == 2);
        assertThat(answers).containsOnly("failed: Throttling, for 0 s");
    }

    @Test
    void a_lane_that_is_closed_sends_all_away_and_lets_what_runs_end() {
        ask(A, "runs");
        await().until(() -> sent().size() == 1);
        ask(A, "waits");
        lane.close();
        await().until(() -> answers.contains("failed: the process stops"));
        gate.release(1);
        await().until(() -> answers.contains("answer to runs"));
        assertThat(sent()).hasSize(1);
    }

    @Test
    void a_call_is_counted_for_one_member_of_its_batch() {
        var calls = new AtomicInteger();
        var before = aws;
        aws = members -> {
            EffectRunner.CALLS.get().incrementAndGet();
            return before.apply(members);
        };
        gate.release(1000);
        var answer = ScopedValue.where(EffectRunner.CALLS, calls).call(() -> lane.ask("one"));
        assertThat(answer).isEqualTo("answer to one");
        assertThat(calls).hasValue(1);
    }

    /** By a thread of its own, as an effect does; returns when the question is in its queue. */
    private void ask(Turn turn, String question) {
        var before = arrived.get();
        var thread = Thread.ofVirtual().unstarted(() -> {
            try {
                arrived.incrementAndGet();
                answers.add(ScopedValue.where(Turn.CURRENT, turn).call(() -> lane.ask(question)));
            } catch (RuntimeException failed) {
                answers.add("failed: " + failed.getMessage());
            }
        });
        thread.start();
        await().pollInterval(Duration.ofMillis(1))
                .until(() ->
                        arrived.get() > before && (thread.getState() == Thread.State.WAITING || !thread.isAlive()));
    }

    private List<List<String>> sent() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }
}
