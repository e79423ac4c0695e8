package muster.stream;

import static muster.instance.Signals.instance;
import static muster.schemas.Hook.Result.ABANDON;
import static muster.schemas.Hook.Result.CONTINUE;
import static muster.stream.Events.command;
import static muster.stream.Events.launching;
import static muster.stream.Events.running;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import muster.instance.Signals;
import muster.lifecycle.DeclaredLifecycles;
import muster.schemas.CommandStatus;
import muster.schemas.InstanceId;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A deadline decides only when the events are read that lay on the topics when it was due. */
class BacklogTest {
    private static final InstanceId I1 = instance(1);
    private static final Instant START = Instant.parse("2026-01-13T00:00:00Z");
    private static final TopicPartition ONE = new TopicPartition("events", 0);
    private static final TopicPartition TWO = new TopicPartition("results", 0);

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final Backlog backlog = new Backlog(now::get);
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");

    @BeforeEach
    void assign() {
        consumer.assign(List.of(ONE, TWO));
        consumer.updateBeginningOffsets(Map.of(ONE, 0L, TWO, 0L));
        ends(3, 0);
    }

    private void ends(long one, long two) {
        consumer.updateEndOffsets(new HashMap<>(Map.of(ONE, one, TWO, two)));
    }

    private void read(long offset) {
        consumer.addRecord(new ConsumerRecord<>(ONE.topic(), 0, offset, new byte[0], new byte[0]));
        consumer.poll(Duration.ZERO);
    }

    private void pass(Duration time) {
        now.updateAndGet(at -> at.plus(time));
    }

    @Test
    void events_that_wait_are_read_first() {
        assertThat(backlog.isReadUpTo(START)).isFalse();
        backlog.polling(consumer);
        assertThat(backlog.isReadUpTo(START)).isFalse();
        read(0);
        read(1);
        backlog.polling(consumer);
        assertThat(backlog.isReadUpTo(START)).isFalse();
        read(2);
        backlog.polling(consumer);
        assertThat(backlog.isReadUpTo(START)).isTrue();
    }

    @Test
    void what_comes_after_the_question_is_not_waited_for() {
        assertThat(backlog.isReadUpTo(START)).isFalse();
        backlog.polling(consumer);
        ends(1_000_000, 1_000_000);
        read(0);
        read(1);
        read(2);
        backlog.polling(consumer);
        assertThat(backlog.isReadUpTo(START)).isTrue();
        assertThat(backlog.isReadUpTo(START.plusMillis(1))).isFalse();
    }

    @Test
    void while_kafka_is_away_nothing_is_known_to_be_read() {
        ends(0, 0);
        assertThat(backlog.isReadUpTo(START)).isFalse();
        consumer.setOffsetsException(new KafkaException("away"));
        backlog.polling(consumer);
        assertThat(backlog.isReadUpTo(START)).isFalse();
        pass(Duration.ofSeconds(5));
        backlog.polling(consumer);
        assertThat(backlog.isReadUpTo(START)).isTrue();
    }

    @Test
    void partitions_that_come_from_another_process_are_read_anew() {
        ends(0, 0);
        assertThat(backlog.isReadUpTo(START)).isFalse();
        backlog.polling(consumer);
        assertThat(backlog.isReadUpTo(START)).isTrue();
        consumer.assign(List.of(ONE));
        backlog.polling(consumer);
        assertThat(backlog.isReadUpTo(START)).isFalse();
    }

    @Test
    void after_an_outage_the_event_that_saves_a_launch_is_heard_before_its_deadline(@TempDir Path folder) {
        var read = new AtomicBoolean(false);
        var outage = new Backlog(now::get) {
            @Override
            boolean isReadUpTo(Instant time) {
                return read.get();
            }
        };
        try (var story = new Story(DeclaredLifecycles.answeringLast(), folder, outage)) {
            story.given(launching(I1, 0, "L1"), running(I1, 20));
            story.world().machine(I1).commandsEnd = CommandStatus.IN_PROGRESS;
            // two hours without Kafka: the deadline is due, and the saving event lies on the topic
            story.after(Duration.ofHours(2));
            story.then(I1).hasNotAnswered("L1");
            story.when(command(I1, 100, "command-0", "Success"));
            read.set(true);
            story.after(Duration.ofMinutes(1)).then(I1).answered("L1", CONTINUE).serves();
        }
    }

    /** The events up to the moment at which it was due at first are what counts: a later moment is never quite reached. */
    @Test
    void a_deadline_decides_once_the_events_are_read_that_lay_there_when_it_was_due(@TempDir Path folder) {
        ends(0, 0);
        try (var story = new Story(DeclaredLifecycles.answeringLast(), folder, backlog)) {
            story.given(launching(I1, 0, "L1"), running(I1, 20));
            story.world().machine(I1).commandsEnd = CommandStatus.IN_PROGRESS;
            now.set(Signals.START.plus(Duration.ofMinutes(60)));
            story.after(Duration.ofMinutes(60));
            for (int seconds = 0; seconds < 10; seconds++) {
                backlog.polling(consumer);
                pass(Duration.ofSeconds(1));
                story.after(Duration.ofSeconds(1));
            }
            story.then(I1).answered("L1", ABANDON);
        }
    }

    @Test
    void a_deadline_whose_events_are_read_is_one(@TempDir Path folder) {
        try (var story = new Story(DeclaredLifecycles.answeringLast(), folder)) {
            story.given(launching(I1, 0, "L1"), running(I1, 20));
            story.world().machine(I1).commandsEnd = CommandStatus.IN_PROGRESS;
            story.after(Duration.ofMinutes(61)).then(I1).answered("L1", ABANDON);
        }
    }
}
