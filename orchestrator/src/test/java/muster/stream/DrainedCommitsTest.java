package muster.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import muster.instance.Signals;
import muster.instance.ValidatorLifecycle;
import muster.orchestrator.FencedClients;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrainedCommitsTest {
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final Duration POLL = Duration.ofMillis(25);

    private final AtomicLong nanoTime = new AtomicLong(-5);
    private final MockProcessorContext<Void, Void> task = new MockProcessorContext<>();

    @Test
    void what_was_written_is_committed_when_nothing_is_left_to_process() {
        var commits = commits(Duration.ofMillis(100));
        commits.written(task);
        assertThat(task.committed()).isFalse();
        assertThat(commits.pollingFor(POLL)).isZero();
        assertThat(task.committed()).isTrue();
    }

    @Test
    void what_the_topology_decides_is_such_a_write(@TempDir Path state) {
        try (var story = new Story(ValidatorLifecycle.alone(), state)) {
            assertThat(story.commits().pollingFor(POLL)).isEqualTo(POLL);
            story.given(Events.launching(Signals.instance(1), 0, "L1"));
            assertThat(story.commits().pollingFor(POLL)).isZero();
        }
    }

    @Test
    void a_poll_of_the_thread_s_consumer_asks_for_it() {
        var commits = commits(Duration.ofMillis(100));
        var config = Map.<String, Object>of("client.id", "thread-1-consumer", "bootstrap.servers", "127.0.0.1:1");
        try (var consumer = new FencedClients(commits).getConsumer(config)) {
            consumer.assign(List.of(new TopicPartition("any", 0)));
            consumer.poll(Duration.ZERO);
            commits.written(task);
            consumer.poll(Duration.ofMillis(1));
        }
        assertThat(task.committed()).isTrue();
    }

    @Test
    void nothing_is_asked_for_where_nothing_was_written() {
        var commits = commits(Duration.ofMillis(100));
        assertThat(commits.pollingFor(POLL)).isEqualTo(POLL);
        commits.written(task);
        commits.pollingFor(POLL);
        task.resetCommit();
        wait(PAUSE);
        assertThat(commits.pollingFor(POLL)).isEqualTo(POLL);
        assertThat(task.committed()).isFalse();
    }

    @Test
    void the_next_one_comes_after_the_pause_and_the_poll_does_not_outlast_it() {
        var commits = commits(Duration.ofMillis(100));
        commits.written(task);
        commits.pollingFor(POLL);
        task.resetCommit();
        wait(Duration.ofMillis(4));
        commits.written(task);
        assertThat(commits.pollingFor(POLL)).isEqualTo(Duration.ofMillis(6));
        assertThat(commits.pollingFor(Duration.ofMillis(2))).isEqualTo(Duration.ofMillis(2));
        assertThat(task.committed()).isFalse();
        wait(Duration.ofMillis(6));
        assertThat(commits.pollingFor(POLL)).isZero();
        assertThat(task.committed()).isTrue();
    }

    @Test
    void a_thread_answers_for_what_it_wrote_alone() throws InterruptedException {
        var commits = commits(Duration.ofMillis(100));
        var other = Thread.ofPlatform().start(() -> commits.written(task));
        other.join();
        assertThat(commits.pollingFor(POLL)).isEqualTo(POLL);
        assertThat(task.committed()).isFalse();
    }

    @Test
    void with_an_interval_no_longer_than_the_pause_commits_are_the_interval_s() {
        var commits = commits(PAUSE);
        commits.written(task);
        assertThat(commits.pollingFor(POLL)).isEqualTo(POLL);
        assertThat(task.committed()).isFalse();
    }

    private DrainedCommits commits(Duration interval) {
        return new DrainedCommits(PAUSE, interval, nanoTime::get);
    }

    private void wait(Duration time) {
        nanoTime.addAndGet(time.toNanos());
    }
}
