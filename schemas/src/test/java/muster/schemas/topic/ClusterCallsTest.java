package muster.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import muster.schemas.settings.ExitCode;
import muster.schemas.settings.KafkaFailure;
import muster.schemas.settings.StartException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.LeaderNotAvailableException;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;

/** What a cluster answers while topics are being created by several programs, or while its controller changes. */
class ClusterCallsTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(120);

    private final Queue<RuntimeException> failures = new ArrayDeque<>();
    private int calls;

    private KafkaFuture<String> call() {
        calls++;
        var failure = failures.poll();
        if (failure == null) {
            return KafkaFuture.completedFuture("answer");
        }
        return failed(failure);
    }

    private static KafkaFuture<String> failed(RuntimeException failure) {
        var future = new KafkaFutureImpl<String>();
        future.completeExceptionally(failure);
        return future;
    }

    @Test
    void an_error_that_passes_is_waited_out() {
        failures.addAll(List.of(
                new UnknownTopicOrPartitionException("not known yet"),
                new NotControllerException("elects"),
                new LeaderNotAvailableException("none"),
                new TimeoutException("Call(callName=createTopics) timed out")));
        assertThat(new ClusterCalls(LONG).answer("describe topics", this::call)).isEqualTo("answer");
        assertThat(calls).isEqualTo(5);
    }

    @Test
    void an_error_that_does_not_pass_is_final_at_once() {
        failures.add(new TopicAuthorizationException("no"));
        assertThatThrownBy(() -> new ClusterCalls(LONG).answer("list topics", this::call))
                .isInstanceOf(KafkaException.class)
                .hasMessageContaining("could not list topics")
                .hasCauseInstanceOf(TopicAuthorizationException.class);
        assertThat(calls).isEqualTo(1);
    }

    @Test
    void an_error_that_has_not_passed_in_time_is_no_timeout() {
        assertThatThrownBy(() -> new ClusterCalls(SHORT)
                        .answer("describe topics", () -> failed(new UnknownTopicOrPartitionException("xnet-effects"))))
                .isNotInstanceOf(TimeoutException.class)
                .hasMessageContaining("could not describe topics")
                .hasMessageContaining("xnet-effects");
    }

    @Test
    void a_cluster_that_says_nothing_is_a_timeout() {
        assertThatThrownBy(() -> new ClusterCalls(SHORT).answer("list topics", KafkaFutureImpl<String>::new))
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("list topics");
        assertThatThrownBy(() -> new ClusterCalls(SHORT)
                        .answer("list topics", () -> failed(new TimeoutException("timed out waiting for a node"))))
                .hasCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void a_person_hears_of_silence_only_where_there_was_silence() {
        assertThat(told(() -> new ClusterCalls(SHORT)
                        .answer("describe topics", () -> failed(new UnknownTopicOrPartitionException("xnet-effects")))))
                .hasMessageContaining("xnet-effects")
                .hasMessageNotContaining("does not answer");
        assertThat(told(() -> new ClusterCalls(SHORT).answer("list topics", KafkaFutureImpl<String>::new)))
                .hasMessageContaining("does not answer at b:9092 within");
    }

    private static StartException told(Runnable check) {
        try {
            new KafkaFailure("b:9092", "kafka.bootstrap.servers", "kafka.*", SHORT).explained(check);
            throw new AssertionError("not refused");
        } catch (StartException refused) {
            assertThat(refused.code()).isEqualTo(ExitCode.UNAVAILABLE);
            return refused;
        }
    }
}
