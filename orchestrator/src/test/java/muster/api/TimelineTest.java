package muster.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import muster.lifecycle.Lifecycles;
import muster.schemas.DueTime;
import muster.schemas.Effect;
import muster.schemas.EffectResult;
import muster.schemas.Generation;
import muster.schemas.Instance;
import muster.schemas.InstanceEvent;
import muster.schemas.InstanceEvent.EffectClosed;
import muster.schemas.InstanceEvent.EffectRequested;
import muster.schemas.InstanceId;
import muster.schemas.JournalEntry;
import muster.schemas.Outcome;
import muster.schemas.Provenance;
import muster.schemas.Signal;
import muster.schemas.StepName;
import muster.schemas.TimerName;
import muster.stream.TopicReading;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a history is made into for people. */
@Timeout(10)
class TimelineTest {
    private static final InstanceId ID = new InstanceId("i-0123456789abcdef0");
    private static final Generation FIRST = new Generation(1);
    private static final StepName STEP = new StepName("describe");
    private static final Instant START = Instant.parse("2026-01-13T00:00:00Z");

    private final Effect effect = new Effect.DescribeInstance(new Effect.Target(ID, FIRST, STEP, 1));

    private static Provenance from(long second) {
        var at = START.plusSeconds(second);
        return new Provenance(ID, at, at, "a-reference");
    }

    private JournalEntry requested(long second, int attempt) {
        var from = from(second);
        return new JournalEntry(
                ID,
                second,
                new Signal.TimerFired(from, new TimerName("retry.describe"), new DueTime(from.at())),
                List.of(new EffectRequested(effect, attempt, from.at())));
    }

    private JournalEntry finished(long second, Outcome outcome, int calls, InstanceEvent... decided) {
        var from = from(second);
        var result = new EffectResult(effect.id(), ID, FIRST, outcome, from.at(), calls);
        return new JournalEntry(ID, second, new Signal.EffectFinished(from, result), List.of(decided));
    }

    private Timeline timeline(JournalEntry... entries) {
        var instance = Instance.unseen(ID);
        return Timeline.of(
                InstanceSummary.of(instance, new Lifecycles(List.of())),
                instance,
                new TopicReading.History(List.of(entries), true),
                START);
    }

    @Test
    void a_call_that_succeeded_at_last_still_tells_each_attempt_with_its_error() {
        var calls = timeline(
                        requested(1, 1),
                        finished(
                                2,
                                new Outcome.Failed("Throttling: slow down", false),
                                4,
                                new EffectClosed(effect.id(), STEP, true, "Throttling: slow down")),
                        requested(3, 2),
                        finished(4, new Outcome.Done(), 1))
                .calls();
        assertThat(calls).hasSize(1);
        var call = calls.getFirst();
        assertThat(call.attempts()).isEqualTo(2);
        assertThat(call.awsCalls()).isEqualTo(5);
        assertThat(call.outcome()).isEqualTo("done");
        assertThat(call.error()).isNull();
        assertThat(call.results())
                .containsExactly(
                        new Timeline.Result(START.plusSeconds(2), "failed", 4, "Throttling: slow down"),
                        new Timeline.Result(START.plusSeconds(4), "done", 1, null));
    }

    @Test
    void a_result_that_is_told_twice_counts_once() {
        var done = finished(2, new Outcome.Done(), 1);
        var call = timeline(requested(1, 1), done, done).calls().getFirst();
        assertThat(call.awsCalls()).isEqualTo(1);
        assertThat(call.results()).hasSize(1);
    }

    @Test
    void a_call_without_a_result_says_so_and_a_result_of_an_older_call_is_left_out() {
        assertThat(timeline(finished(1, new Outcome.Done(), 1)).calls()).isEmpty();
        var call = timeline(requested(1, 1), requested(2, 2)).calls().getFirst();
        assertThat(call.attempts()).isEqualTo(2);
        assertThat(call.outcome()).isNull();
        assertThat(call.results()).isEmpty();
    }
}
